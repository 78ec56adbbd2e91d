package ai.kaleem.release.gate.gate;

import ai.kaleem.release.common.contract.GateSpec;
import ai.kaleem.release.common.contract.GateSpec.When;
import ai.kaleem.release.gate.source.Sources;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/** Which gates of a run are not there for this release. A condition whose answer is not known leaves no gate out. */
final class Conditions {

    private static final int SHORT_HASH = 12;

    private final Sources sources;

    Conditions(Sources sources) {
        this.sources = sources;
    }

    /** Why each of them is left out, by gate. */
    Map<String, String> leftOut(GateRun run) {
        var all = new LinkedHashMap<String, String>();
        for (var gate : run.request().gates()) {
            reason(run, gate).ifPresent(it -> all.put(gate.name(), it));
        }
        return all;
    }

    private Optional<String> reason(GateRun run, GateSpec gate) {
        var when = gate.when();
        return when == null ? Optional.empty() : wrongType(run, when).or(() -> unchanged(run, when));
    }

    private static Optional<String> wrongType(GateRun run, When when) {
        var type = run.request().releaseType();
        return type == null || when.types().isEmpty() || when.types().contains(type)
                ? Optional.empty()
                : Optional.of("runs for %s alone, and this is %s".formatted(words(when.types()), type));
    }

    private Optional<String> unchanged(GateRun run, When when) {
        var source = run.request().source();
        var runs = run.request().runs();
        var commit = run.commit();
        if (when.changed().isEmpty() || source == null || runs == null || commit == null) {
            return Optional.empty();
        }
        return sources.differ(source, runs, commit, when.changed())
                .filter(differ -> !differ)
                .map(same -> "nothing of %s is other than in %s, which runs there"
                        .formatted(words(when.changed()), runs.substring(0, Math.min(SHORT_HASH, runs.length()))));
    }

    private static String words(Iterable<?> list) {
        var words = new StringJoiner(", ");
        list.forEach(it -> words.add(String.valueOf(it)));
        return words.toString();
    }
}
