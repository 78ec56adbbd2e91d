package ai.kaleem.release.agent.outbound.folder;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.agent.outbound.disk.Durable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The files of a folder as they were when it was read, by their paths below it. */
record FolderVersion(SortedMap<String, Content> files) {

    private static final int MOST = 1000;
    private static final long LARGEST = 16L * 1024 * 1024;
    private static final String PARTIAL = ".kaleem-partial";
    private static final String FOLDER_MODE = "rwxr-xr-x";

    /** @param mode as {@code rw-r--r--} */
    @SuppressWarnings("ArrayRecordComponent")
    record Content(String mode, byte[] bytes) {

        boolean isSame(Content other) {
            return mode.equals(other.mode) && Arrays.equals(bytes, other.bytes);
        }
    }

    /** @throws StepFailed where it is no folder that can be kept */
    static FolderVersion of(Path folder) {
        var files = new TreeMap<String, Content>();
        try (var all = Files.walk(folder)) {
            if (!Files.isDirectory(folder)) {
                throw new NotDirectoryException(folder.toString());
            }
            var left = LARGEST;
            for (var path : all.sorted().toList()) {
                if (path.toString().endsWith(PARTIAL) || (Files.isDirectory(path) && !Files.isSymbolicLink(path))) {
                    continue;
                }
                if (!Files.isRegularFile(path) || (Files.isSymbolicLink(path))) {
                    throw new StepFailed("%s is no file; put the file itself there".formatted(path));
                }
                left -= Files.size(path);
                if (left < 0 || files.size() == MOST) {
                    throw new StepFailed(
                            "folder %s has more than %d files or %d MB: name the one with the configuration alone"
                                    .formatted(folder, MOST, LARGEST / (1024 * 1024)));
                }
                var mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
                files.put(folder.relativize(path).toString(), new Content(mode, Files.readAllBytes(path)));
            }
            return new FolderVersion(files);
        } catch (NoSuchFileException e) {
            throw new StepFailed("%s is not on this host".formatted(e.getFile()));
        } catch (NotDirectoryException e) {
            throw new StepFailed("%s is no folder; name the folder that holds the configuration".formatted(folder));
        } catch (IOException e) {
            throw new StepFailed("folder %s cannot be read: %s".formatted(folder, e), null, e);
        }
    }

    /** Returns its hash, under which it is in {@code store} then. */
    String keepIn(Path store, Clock clock) {
        var hash = hash();
        var target = store.resolve(hash);
        try {
            if (!Files.exists(target)) {
                var partial = store.resolve(hash + PARTIAL);
                delete(partial);
                makeFolder(partial);
                write(partial, Map.of());
                Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
                Durable.names(store);
            }
            Files.setLastModifiedTime(target, FileTime.from(clock.instant()));
            return hash;
        } catch (IOException e) {
            throw new StepFailed("nothing can be kept in %s: %s".formatted(store, e), null, e);
        }
    }

    /** Each file whole or not at all; what is as it shall be is not touched. */
    void placeIn(Path folder) {
        try {
            var there = of(folder).files();
            sweep(folder);
            write(folder, there);
            for (var name : there.keySet()) {
                if (!files.containsKey(name)) {
                    Files.deleteIfExists(folder.resolve(name));
                    Durable.names(folder.resolve(name).getParent());
                }
            }
        } catch (IOException e) {
            throw new StepFailed("the configuration cannot be written to %s: %s".formatted(folder, e), null, e);
        }
    }

    /** What a crash left half written. */
    private static void sweep(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (var path : all.filter(it -> it.toString().endsWith(PARTIAL)).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private void write(Path folder, Map<String, Content> there) throws IOException {
        var touched = new LinkedHashSet<Path>();
        for (var file : files.entrySet()) {
            var old = there.get(file.getKey());
            if (old == null || !old.isSame(file.getValue())) {
                var target = folder.resolve(file.getKey());
                makeFolders(target.getParent());
                write(file.getValue(), target);
                touched.add(target.getParent());
            }
        }
        touched.forEach(Durable::names);
    }

    private static void write(Content content, Path target) throws IOException {
        var partial = target.resolveSibling(".%s%s".formatted(target.getFileName(), PARTIAL));
        Files.deleteIfExists(partial);
        try (var channel = FileChannel.open(
                partial,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(Set.of(PosixFilePermission.OWNER_WRITE)))) {
            var buffer = ByteBuffer.wrap(content.bytes());
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            Durable.file(channel, partial);
        }
        Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString(content.mode()));
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void makeFolders(@Nullable Path folder) throws IOException {
        if (folder != null && !Files.isDirectory(folder)) {
            makeFolders(folder.getParent());
            makeFolder(folder);
        }
    }

    /** The container's user reads it, whatever ours may do by default. */
    private static void makeFolder(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(FOLDER_MODE));
        Durable.names(folder.getParent());
    }

    /** A file, or a folder with all there is in it. */
    static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (var all = Files.walk(path)) {
            for (var it : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(it);
            }
        }
    }

    private String hash() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            files.forEach((name, content) -> {
                digest.update("%d:%s %s %d:"
                        .formatted(name.length(), name, content.mode(), content.bytes().length)
                        .getBytes(UTF_8));
                digest.update(content.bytes());
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
