package ai.kaleem.release.gate.version;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What lies between a version and a ref.
 *
 * @param commit the full hash of the ref
 * @param from the newest version that the ref contains; null where it contains none
 * @param changes those since then, newest first: what comes later stands before what it was built on
 * @param taken every version that is not free any more: those that tags name, wherever, above all
 */
public record History(String commit, @Nullable String from, List<Change> changes, Set<String> taken) {

    /** These are taken too. */
    History withTaken(Set<String> more) {
        var all = new HashSet<>(taken);
        all.addAll(more);
        return new History(commit, from, changes, all);
    }
}
