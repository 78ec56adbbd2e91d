package ai.kaleem.release.gate.outbound.git;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.AbbreviatedObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;

/** What a repository says of a ref: its commit, and what came since the previous tag. */
final class History {

    private static final int MOST_CHANGES = 50;
    private static final int LONGEST_LINE = 200;
    private static final int MOST_NAMES = 10;

    private final Repository repository;

    History(Repository repository) {
        this.repository = repository;
    }

    /**
     * The commit of a full hash, tag, branch or unique short hash, in this order. The ref is taken as a name: none of git's
     * expressions is read in it.
     */
    Optional<ObjectId> commit(String ref) throws IOException {
        if (ObjectId.isId(ref)) {
            var commit = peeled(ObjectId.fromString(ref));
            if (commit.isPresent()) {
                return commit;
            }
        }
        var names = Mirror.isBranchOrTag(ref) ? List.of(ref) : List.of(Constants.R_TAGS + ref, Constants.R_HEADS + ref);
        for (var name : names) {
            if (Repository.isValidRefName(name)) {
                var found = repository.exactRef(name);
                if (found != null && found.getObjectId() != null) {
                    return peeled(found.getObjectId());
                }
            }
        }
        return abbreviated(ref);
    }

    private Optional<ObjectId> abbreviated(String ref) throws IOException {
        if (ref.length() < 7 || !AbbreviatedObjectId.isId(ref)) {
            return Optional.empty();
        }
        try (var reader = repository.newObjectReader()) {
            var found = reader.resolve(AbbreviatedObjectId.fromString(ref));
            return found.size() == 1 ? peeled(found.iterator().next()) : Optional.empty();
        }
    }

    private Optional<ObjectId> peeled(ObjectId id) throws IOException {
        try (var walk = new RevWalk(repository)) {
            RevObject object = walk.peel(walk.parseAny(id));
            return object instanceof RevCommit ? Optional.of(object.copy()) : Optional.empty();
        } catch (MissingObjectException e) {
            return Optional.empty();
        }
    }

    /** First lines, newest first; all of them where there is no earlier tag. */
    List<String> changesSincePreviousTag(ObjectId commit) throws IOException {
        var tagged = tagged();
        try (var walk = new RevWalk(repository)) {
            walk.markStart(walk.parseCommit(commit));
            RevCommit previous = null;
            for (var one : walk) {
                if (!one.equals(commit) && tagged.contains(one)) {
                    previous = one;
                    break;
                }
            }
            walk.reset();
            walk.markStart(walk.parseCommit(commit));
            if (previous != null) {
                walk.markUninteresting(previous);
            }
            var lines = new ArrayList<String>();
            for (var one = walk.next(); one != null && lines.size() < MOST_CHANGES; one = walk.next()) {
                var line = one.getShortMessage();
                lines.add(line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "…" : line);
            }
            return lines;
        }
    }

    private Set<ObjectId> tagged() throws IOException {
        var all = new HashSet<ObjectId>();
        for (var tag : repository.getRefDatabase().getRefsByPrefix(Constants.R_TAGS)) {
            var peeled = repository.getRefDatabase().peel(tag).getPeeledObjectId();
            all.add(peeled != null ? peeled : tag.getObjectId());
        }
        return all;
    }

    /** What there is instead of a ref that there is not. */
    String names() throws IOException {
        return "branches: %s; tags: %s".formatted(names(Constants.R_HEADS), names(Constants.R_TAGS));
    }

    private String names(String prefix) throws IOException {
        var names = repository.getRefDatabase().getRefsByPrefix(prefix).stream()
                .map(Ref::getName)
                .map(it -> it.substring(prefix.length()))
                .toList();
        if (names.isEmpty()) {
            return "none";
        }
        // The last ones by name are, among versions, mostly the newest.
        var shown = names.subList(Math.max(0, names.size() - MOST_NAMES), names.size());
        var more = names.size() - shown.size();
        return Stream.concat(shown.reversed().stream(), more > 0 ? Stream.of("%d more".formatted(more)) : Stream.of())
                .reduce((a, b) -> a + ", " + b)
                .orElseThrow();
    }
}
