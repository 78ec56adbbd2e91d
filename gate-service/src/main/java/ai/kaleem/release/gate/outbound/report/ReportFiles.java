package ai.kaleem.release.gate.outbound.report;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.ignore.FastIgnoreRule;

/** The files that a pattern names below a folder. No link is followed. */
final class ReportFiles {

    private static final Set<String> PASSED_OVER = Set.of(".git", "node_modules");

    private final Path folder;
    private final int most;

    /** @param most so many files and one are found at most */
    ReportFiles(Path folder, int most) {
        this.folder = folder;
        this.most = most;
    }

    /** In the order of their names. A name without a star is itself, whatever lies there. */
    List<Path> named(String pattern) throws IOException {
        var isOne = pattern.chars().noneMatch(it -> it == '*' || it == '?');
        if (isOne) {
            var file = folder.resolve(pattern).normalize();
            return Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? List.of(file) : List.of();
        }
        var found = new ArrayList<Path>();
        Files.walkFileTree(
                folder, new Search(new FastIgnoreRule(pattern.startsWith("/") ? pattern : "/" + pattern), found));
        found.sort(null);
        return found;
    }

    private final class Search extends SimpleFileVisitor<Path> {

        private final FastIgnoreRule pattern;
        private final List<Path> found;

        Search(FastIgnoreRule pattern, List<Path> found) {
            this.pattern = pattern;
            this.found = found;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path at, BasicFileAttributes attributes) {
            return PASSED_OVER.contains(String.valueOf(at.getFileName()))
                    ? FileVisitResult.SKIP_SUBTREE
                    : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (pattern.isMatch(folder.relativize(file).toString(), false)) {
                found.add(file);
            }
            return found.size() > most ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }

        /** What cannot be looked into has no report. */
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
        }
    }
}
