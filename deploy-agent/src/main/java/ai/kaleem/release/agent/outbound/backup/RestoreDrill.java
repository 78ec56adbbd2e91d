package ai.kaleem.release.agent.outbound.backup;

import ai.kaleem.release.agent.deploy.Backups.Drilled;
import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.agent.outbound.backup.Manifest.Range;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.StoredData.Count;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Restores a backup where it harms nobody, and says whether what it held is there. */
record RestoreDrill(Datastore store, DatastoreSpec spec, DockerDisk disk, long minFreeBytes) {

    /** Of its container. */
    static final String ROLE = "drill";

    /** The file, what is restored from it with its indexes, and the log that writing it takes. */
    private static final long TIMES = 4;

    /** Of a check's output. */
    private static final int TOLD = 1000;

    /** It is told in every beat. */
    private static final int SHOWN = 20;

    private static final int NAMED = 5;

    /** What a table or a database had before the dump and after it; one that is not there has nothing. */
    static Map<String, Range> ranges(Map<String, Long> before, Map<String, Long> after) {
        var names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        var ranges = new TreeMap<String, Range>();
        names.forEach(it -> ranges.put(it, Range.of(before.getOrDefault(it, 0L), after.getOrDefault(it, 0L))));
        return ranges;
    }

    Drilled of(AgentReport.Backup backup) {
        var file = Path.of(backup.file());
        var shelf = Shelf.with(file);
        try {
            var manifest =
                    shelf.sealed(file).orElseThrow(() -> new IOException("it is gone, or has no manifest beside it"));
            return judged(shelf, file, manifest);
        } catch (IOException e) {
            throw new StepFailed(
                    "The backup %s did not pass its drill: %s".formatted(file.getFileName(), words(e)), null, e);
        }
    }

    /** One that passed before and does not now is drilled no more: it must not be what retention and a rollback count on. */
    private Drilled judged(Shelf shelf, Path file, Manifest manifest) throws IOException {
        var passed = manifest.sealed().drilled();
        try {
            var drilled = drilled(file, manifest);
            passed = drilled.passed();
            return drilled;
        } catch (NoRoom e) {
            throw e;
        } catch (IOException e) {
            passed = false;
            throw e;
        } finally {
            if (passed != manifest.sealed().drilled()) {
                seal(shelf, file, manifest.drilled(passed));
            }
        }
    }

    private Drilled drilled(Path file, Manifest manifest) throws IOException {
        var sha256 = Digest.of(file);
        if (!sha256.equals(manifest.sealed().sha256())) {
            throw new IOException("it is not what was sealed (SHA-256 %s, sealed as %s)"
                    .formatted(sha256, manifest.sealed().sha256()));
        }
        var packed = Packed.in(file);
        disk.needs(packed.bytes() * TIMES + minFreeBytes);
        try (var copy = store.copy(packed)) {
            return look(copy, manifest);
        }
    }

    /** A backup that begins meanwhile clears the shelf of what is half written, which may be this. */
    private static void seal(Shelf shelf, Path file, Manifest manifest) throws IOException {
        try {
            shelf.seal(file, manifest);
        } catch (NoSuchFileException e) {
            shelf.seal(file, manifest);
        }
    }

    private Drilled look(Datastore.Copy copy, Manifest manifest) throws IOException {
        var all = counts(manifest.counts(), copy.count());
        var counts = all.stream().limit(SHOWN).toList();
        var wrong = all.stream().filter(it -> !it.agrees()).count();
        if (wrong > 0) {
            var words = all.stream()
                    .filter(it -> !it.agrees())
                    .limit(NAMED)
                    .map(it -> "%s has %d, and had %s when it was taken".formatted(it.of(), it.restored(), had(it)))
                    .collect(Collectors.joining("; "));
            return new Drilled(
                    false, "Restored, but %d of %d counts differ: %s".formatted(wrong, all.size(), words), counts);
        }
        var counted = all.isEmpty() ? "nothing was counted when it was taken" : "%d counts agree".formatted(all.size());
        var drill = spec.drill();
        if (drill == null || drill.check().isEmpty()) {
            return new Drilled(true, "Restored; %s; the plan names no check".formatted(counted), counts);
        }
        var said = cut(copy.run(drill.check()));
        return new Drilled(
                true,
                "Restored; %s; '%s' ended with 0%s"
                        .formatted(counted, drill.check().getFirst(), said.isEmpty() ? "" : ": " + said),
                counts);
    }

    /** Those that differ first. */
    private static List<Count> counts(@Nullable Map<String, Range> then, Map<String, Long> now) {
        var counts = new ArrayList<Count>();
        if (then != null) {
            then.forEach(
                    (of, range) -> counts.add(new Count(of, range.least(), range.most(), now.getOrDefault(of, 0L))));
        }
        counts.sort(Comparator.comparing(Count::agrees));
        return counts;
    }

    private static String had(Count it) {
        return it.least() == it.most() ? String.valueOf(it.least()) : "%d to %d".formatted(it.least(), it.most());
    }

    private static String words(IOException e) {
        return e instanceof ToolFailed failed && !failed.output().isEmpty()
                ? "%s: %s".formatted(e.getMessage(), cut(failed.output().strip()))
                : String.valueOf(e.getMessage());
    }

    private static String cut(String text) {
        return text.length() <= TOLD ? text : text.substring(0, TOLD) + " ..";
    }
}
