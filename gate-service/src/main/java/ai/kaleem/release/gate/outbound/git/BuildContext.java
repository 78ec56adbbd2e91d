package ai.kaleem.release.gate.outbound.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/** A folder of a commit as {@code docker build} sends it. It is read from git itself, so that nothing but the commit is in it. */
final class BuildContext {

    private static final String WHOLE = ".";
    private static final String IGNORE = ".dockerignore";

    private final Repository repository;
    private final RevCommit commit;

    private BuildContext(Repository repository, RevCommit commit) {
        this.repository = repository;
        this.commit = commit;
    }

    /** @return what is wrong with the folder, in words; empty where nothing is */
    static Optional<String> pack(Repository repository, String commit, String folder, Path into) throws IOException {
        try (var walk = new RevWalk(repository)) {
            return new BuildContext(repository, walk.parseCommit(ObjectId.fromString(commit))).pack(folder, into);
        }
    }

    private Optional<String> pack(String folder, Path into) throws IOException {
        var tree = tree(folder);
        if (tree.isEmpty()) {
            return Optional.of("the commit %s has no folder '%s' to build from"
                    .formatted(commit.abbreviate(12).name(), folder));
        }
        var ignored = ignored(tree.get());
        try (var tar = new TarArchiveOutputStream(Files.newOutputStream(into), StandardCharsets.UTF_8.name());
                var walk = new TreeWalk(repository)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            tar.setAddPaxHeadersForNonAsciiNames(true);
            walk.addTree(tree.get());
            walk.setRecursive(true);
            while (walk.next()) {
                if (!ignored.leavesOut(walk.getPathString())) {
                    add(walk, tar);
                }
            }
            tar.finish();
        }
        return Optional.empty();
    }

    private Optional<ObjectId> tree(String folder) throws IOException {
        if (folder.equals(WHOLE)) {
            return Optional.of(commit.getTree());
        }
        try (var found = TreeWalk.forPath(repository, plain(folder), commit.getTree())) {
            return found != null && found.isSubtree() ? Optional.of(found.getObjectId(0)) : Optional.empty();
        }
    }

    private static String plain(String folder) {
        return folder.replaceFirst("^\\./", "").replaceFirst("/$", "");
    }

    private Dockerignore ignored(ObjectId tree) throws IOException {
        try (var found = TreeWalk.forPath(repository, IGNORE, tree)) {
            return found == null
                    ? Dockerignore.NONE
                    : Dockerignore.parse(
                            new String(repository.open(found.getObjectId(0)).getBytes(), StandardCharsets.UTF_8));
        }
    }

    /** Submodules are empty, as they are in a work tree. */
    private void add(TreeWalk walk, TarArchiveOutputStream tar) throws IOException {
        var mode = walk.getFileMode();
        if (mode.equals(FileMode.GITLINK)) {
            return;
        }
        var loader = repository.open(walk.getObjectId(0));
        var name = walk.getPathString();
        TarArchiveEntry entry;
        if (mode.equals(FileMode.SYMLINK)) {
            entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
            entry.setLinkName(new String(loader.getBytes(), StandardCharsets.UTF_8));
        } else {
            entry = new TarArchiveEntry(name);
            entry.setMode(mode.equals(FileMode.EXECUTABLE_FILE) ? 0755 : 0644);
            entry.setSize(loader.getSize());
        }
        entry.setModTime(commit.getCommitTime() * 1000L);
        tar.putArchiveEntry(entry);
        if (!mode.equals(FileMode.SYMLINK)) {
            loader.copyTo(tar);
        }
        tar.closeArchiveEntry();
    }
}
