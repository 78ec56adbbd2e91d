package ai.kaleem.release.agent.outbound.folder;

import ai.kaleem.release.agent.deploy.EnvFiles;
import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.agent.outbound.disk.Durable;
import ai.kaleem.release.agent.outbound.docker.EnvFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Copies of env files, each under the SHA-256 of its content, readable by the agent alone. */
public final class EnvFileCopies implements EnvFiles {

    private static final long LARGEST = 1024 * 1024;

    /** Another deployment may have just found it, and not yet written so. */
    private static final Duration YOUNG = Duration.ofDays(1);

    private final Path folder;
    private final Clock clock;

    /** @param folder for the owner alone */
    public EnvFileCopies(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    @Override
    public String keep(String path) {
        try {
            var file = Path.of(path);
            if (Files.size(file) > LARGEST) {
                throw new StepFailed("env file %s has more than %d bytes".formatted(path, LARGEST));
            }
            return keep(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new StepFailed("env file %s is not on this host".formatted(path));
        } catch (AccessDeniedException e) {
            throw new StepFailed("the agent may not read env file %s".formatted(path));
        } catch (IOException e) {
            throw new StepFailed("env file %s cannot be read: %s".formatted(path, e.getMessage()), null, e);
        }
    }

    @Override
    public String keepText(String text) {
        try {
            return keep(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new StepFailed("nothing can be kept in %s: %s".formatted(folder, e.getMessage()), null, e);
        }
    }

    private String keep(byte[] content) throws IOException {
        var hash = sha256(content);
        if (Files.exists(at(hash))) {
            Files.setLastModifiedTime(at(hash), FileTime.from(clock.instant()));
        } else {
            write(content, at(hash));
        }
        return hash;
    }

    @Override
    public String keepFolder(String path) {
        return FolderVersion.of(Path.of(path)).keepIn(folder, clock);
    }

    @Override
    public void place(String hash, String path) {
        FolderVersion.of(at(hash)).placeIn(Path.of(path));
    }

    @Override
    public List<String> differences(String path, String hash) {
        return new EnvDifferences().of(values(at(hash)), values(Path.of(path)));
    }

    private static Map<String, String> values(Path file) {
        try {
            return EnvFile.read(file);
        } catch (NoSuchFileException e) {
            throw new StepFailed("env file %s is not on this host".formatted(file));
        } catch (AccessDeniedException e) {
            throw new StepFailed("the agent may not read env file %s".formatted(file));
        } catch (IOException e) {
            throw new StepFailed("env file %s cannot be read: %s".formatted(file, e.getMessage()), null, e);
        }
    }

    @Override
    public void retain(Set<String> needed) {
        var before = clock.instant().minus(YOUNG);
        try (var all = Files.list(folder)) {
            for (var copy : all.toList()) {
                var isOld = Files.getLastModifiedTime(copy).toInstant().isBefore(before);
                if (isOld && !needed.contains(copy.getFileName().toString())) {
                    FolderVersion.delete(copy);
                }
            }
        } catch (IOException e) {
            throw new StepFailed(
                    "old env files in %s cannot be removed: %s".formatted(folder, e.getMessage()), null, e);
        }
    }

    @Override
    public Path at(String hash) {
        return folder.resolve(hash);
    }

    private void write(byte[] content, Path target) throws IOException {
        var partial = folder.resolve(target.getFileName() + ".partial");
        Files.deleteIfExists(partial);
        var privately = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel =
                FileChannel.open(partial, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), privately)) {
            var buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            Durable.file(channel, partial);
        }
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        Durable.names(folder);
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
