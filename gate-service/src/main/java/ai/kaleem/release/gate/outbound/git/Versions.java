package ai.kaleem.release.gate.outbound.git;

import ai.kaleem.release.gate.version.Change;
import ai.kaleem.release.gate.version.History;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevFlag;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;
import org.semver4j.Semver;

/** The versions that the tags of a repository name, and what was committed since one of them. */
final class Versions {

    private final Repository repository;
    private final String tagPrefix;

    Versions(Repository repository, String tagPrefix) {
        this.repository = repository;
        this.tagPrefix = tagPrefix;
    }

    /**
     * Neither the clocks of those who committed nor the order of tags decide what is contained in what: only the graph does.
     *
     * @param candidates whether a release candidate counts as the version before, too
     * @param without a version whose own tag does not count; null for none
     */
    History before(ObjectId commit, boolean candidates, @Nullable String without) throws IOException {
        var tagged = tagged();
        try (var walk = new RevWalk(repository)) {
            walk.setRetainBody(false);
            walk.sort(RevSort.TOPO);
            walk.markStart(walk.parseCommit(commit));
            var all = new ArrayList<RevCommit>();
            walk.forEach(all::add);
            var from = all.stream()
                    .flatMap(it -> tagged.getOrDefault(it, List.of()).stream()
                            .filter(version -> candidates ? isStableOrCandidate(version) : isStable(version))
                            .filter(version -> !version.getVersion().equals(without))
                            .map(version -> Map.entry(it, version)))
                    .max(Map.Entry.comparingByValue());
            var contained = from.isPresent() ? mark(walk, from.get().getKey()) : null;
            var changes = new ArrayList<Change>();
            for (var it : all) {
                if (contained == null || !it.has(contained)) {
                    change(walk, it).ifPresent(changes::add);
                }
            }
            return new History(
                    commit.name(), from.map(it -> it.getValue().getVersion()).orElse(null), changes, names(tagged));
        }
    }

    /** Everything that this commit contains gets the flag. */
    private static RevFlag mark(RevWalk walk, RevCommit commit) throws IOException {
        var contained = walk.newFlag("contained");
        walk.reset();
        walk.markStart(commit);
        walk.forEach(it -> it.add(contained));
        return contained;
    }

    /** A merge says what its parents said already, unless it says it in the conventional form. */
    private static Optional<Change> change(RevWalk walk, RevCommit commit) throws IOException {
        walk.parseBody(commit);
        var author = commit.getAuthorIdent();
        var change = Change.of(
                commit.name(),
                commit.getFullMessage(),
                author == null ? null : author.getName(),
                Instant.ofEpochSecond(commit.getCommitTime()));
        var isMerge = commit.getParentCount() > 1;
        commit.disposeBody();
        return isMerge && change.type() == null ? Optional.empty() : Optional.of(change);
    }

    private static boolean isStable(Semver version) {
        return version.getPreRelease().isEmpty();
    }

    private static boolean isStableOrCandidate(Semver version) {
        var parts = version.getPreRelease();
        return parts.isEmpty()
                || parts.size() == 2
                        && parts.getFirst().equals("rc")
                        && parts.getLast().matches("\\d{1,8}");
    }

    private Map<ObjectId, List<Semver>> tagged() throws IOException {
        var all = new HashMap<ObjectId, List<Semver>>();
        for (var tag : repository.getRefDatabase().getRefsByPrefix(Constants.R_TAGS)) {
            var version = version(tag.getName().substring(Constants.R_TAGS.length()));
            if (version != null) {
                var peeled = repository.getRefDatabase().peel(tag).getPeeledObjectId();
                var commit = peeled != null ? peeled : tag.getObjectId();
                all.computeIfAbsent(commit, it -> new ArrayList<>()).add(version);
            }
        }
        return all;
    }

    private @Nullable Semver version(String tag) {
        if (!tag.startsWith(tagPrefix)) {
            return null;
        }
        var text = tag.substring(tagPrefix.length());
        // The library is lenient about what stands before the number.
        var version = Character.isDigit(text.isEmpty() ? ' ' : text.charAt(0)) ? parsed(text) : null;
        return version != null && version.getVersion().equals(text) ? version : null;
    }

    private static @Nullable Semver parsed(String text) {
        try {
            return Semver.parse(text);
        } catch (RuntimeException e) {
            return null;
        }
    }

    private static Set<String> names(Map<ObjectId, List<Semver>> tagged) {
        return tagged.values().stream()
                .flatMap(List::stream)
                .map(Semver::getVersion)
                .collect(Collectors.toCollection(HashSet::new));
    }
}
