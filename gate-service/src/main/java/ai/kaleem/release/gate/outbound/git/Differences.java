package ai.kaleem.release.gate.outbound.git;

import java.io.IOException;
import java.util.List;
import org.eclipse.jgit.ignore.FastIgnoreRule;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** Looks for files that patterns name among those that are not the same in two commits, whatever lies between these. */
final class Differences {

    private final Repository repository;
    private final List<FastIgnoreRule> patterns;

    /** @param patterns as in a {@code .gitignore}, without a {@code !} */
    Differences(Repository repository, List<String> patterns) {
        this.repository = repository;
        this.patterns = patterns.stream().map(FastIgnoreRule::new).toList();
    }

    /** Added, changed and removed ones; what was moved was removed in one place and added in another. */
    boolean between(ObjectId from, ObjectId to) throws IOException {
        try (var commits = new RevWalk(repository);
                var trees = new TreeWalk(repository)) {
            trees.setRecursive(true);
            trees.setFilter(TreeFilter.ANY_DIFF);
            trees.addTree(commits.parseCommit(from).getTree());
            trees.addTree(commits.parseCommit(to).getTree());
            while (trees.next()) {
                var path = trees.getPathString();
                if (patterns.stream().anyMatch(it -> it.isMatch(path, false))) {
                    return true;
                }
            }
            return false;
        }
    }
}
