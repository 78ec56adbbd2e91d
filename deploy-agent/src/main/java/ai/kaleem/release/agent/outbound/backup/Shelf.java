package ai.kaleem.release.agent.outbound.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import ai.kaleem.release.agent.deploy.Backups.Key;
import ai.kaleem.release.agent.deploy.Place;
import ai.kaleem.release.agent.outbound.disk.Durable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The folder with the backups of one datastore of one place. Only the agent's user can read it. */
final class Shelf {

    private static final Logger log = LoggerFactory.getLogger(Shelf.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String MANIFEST = ".json";
    private static final String PARTIAL = ".partial";
    private static final DateTimeFormatter DUE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path folder;

    private Shelf(Path folder) {
        this.folder = folder;
    }

    static Shelf of(Path root, Place place, String datastore) {
        return new Shelf(root.resolve(plain(place.app()))
                .resolve(plain(place.environment()))
                .resolve(plain(datastore)));
    }

    /** A name from a plan becomes a folder: nothing that leads elsewhere may pass. */
    private static String plain(String name) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]*")) {
            throw new IllegalArgumentException("'%s' cannot be the name of a folder".formatted(name));
        }
        return name;
    }

    /** The one that this backup lies on. */
    static Shelf with(Path file) {
        return new Shelf(file.toAbsolutePath().resolveSibling(".").normalize());
    }

    Path folder() {
        return folder;
    }

    Path file(Key key, String extension) {
        var due = key.due();
        return folder.resolve("%s-%s%s.%s"
                .formatted(
                        key.deployment(),
                        key.purpose().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        due == null ? "" : "-" + DUE.format(due),
                        extension));
    }

    void make() throws IOException {
        Durable.folders(folder, OWNER_FOLDER);
    }

    void prepare() throws IOException {
        make();
        try (var files = Files.list(folder)) {
            // Left by a crash; a deployment works alone on its place.
            for (var file : files.filter(Shelf::isLeftOver).toList()) {
                Files.delete(file);
            }
        }
    }

    private static boolean isLeftOver(Path file) {
        var name = file.getFileName().toString();
        return name.endsWith(PARTIAL) || (name.endsWith(MANIFEST) && !Files.exists(file.resolveSibling(fileOf(name))));
    }

    private static String fileOf(String manifest) {
        return manifest.substring(0, manifest.length() - MANIFEST.length());
    }

    /** Free bytes where backups are kept. */
    long free() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    interface Writer {
        void write(OutputStream out) throws IOException;
    }

    /**
     * Writes beside the file's name, and to the disk. Nothing stays where it fails.
     *
     * @param least bytes that shall stay free on the disk
     */
    Path writePartial(Path file, long least, Writer writer) throws IOException {
        var partial = file.resolveSibling(file.getFileName() + PARTIAL);
        Files.deleteIfExists(partial);
        try (var channel = FileChannel.open(partial, Set.of(CREATE_NEW, WRITE), OWNER_FILE)) {
            var out = new RoomLeft(Channels.newOutputStream(channel), folder, least);
            writer.write(out);
            try {
                Durable.file(channel, partial);
            } catch (IOException e) {
                throw out.because(e);
            }
            return partial;
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(partial);
            throw e;
        }
    }

    void discard(Path partial) {
        try {
            Files.deleteIfExists(partial);
        } catch (IOException e) {
            log.warn("{} could not be removed: {}", partial, e.getMessage());
        }
    }

    /** Gives the file its name, for good. */
    void publish(Path partial, Path file) throws IOException {
        Files.move(partial, file, ATOMIC_MOVE);
        Durable.names(folder);
    }

    void seal(Path file, Manifest manifest) throws IOException {
        var text = UTF_8.encode(JSON.writeValueAsString(manifest));
        var target = manifestOf(file);
        // It is small, and without it the backup that is there already would be in vain.
        publish(writePartial(target, 0, out -> out.write(bytes(text))), target);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    /**
     * What makes the file a backup; empty where nothing does.
     *
     * @throws ManifestUnreadable where something stands there that is no manifest of this file
     */
    Optional<Manifest> sealed(Path file) throws IOException {
        var path = manifestOf(file);
        if (!Files.exists(path) || !Files.exists(file)) {
            return Optional.empty();
        }
        try {
            var manifest = JSON.readValue(Files.readAllBytes(path), Manifest.class);
            if (!manifest.isOf(file)) {
                throw new ManifestUnreadable(path, "it is not of %s".formatted(file.getFileName()));
            }
            return Optional.of(manifest);
        } catch (JacksonException | IllegalArgumentException e) {
            throw new ManifestUnreadable(path, e.getClass().getSimpleName());
        }
    }

    /** Sealed backups, the newest first. */
    List<Manifest> all() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        var found = new ArrayList<Manifest>();
        try (var files = Files.list(folder)) {
            for (var file : files.filter(it -> it.toString().endsWith(MANIFEST)).toList()) {
                var name = file.getFileName().toString();
                try {
                    sealed(file.resolveSibling(fileOf(name))).ifPresent(found::add);
                } catch (ManifestUnreadable e) {
                    log.warn("A backup is passed over: {}", e.getMessage());
                }
            }
        }
        found.sort(Comparator.comparing((Manifest it) -> it.sealed().takenAt()).reversed());
        return found;
    }

    /** The manifest goes last: where a crash leaves it alone, it says of nothing that it is a backup, and {@link #prepare} finds it. */
    void remove(Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.deleteIfExists(manifestOf(file));
        Durable.names(folder);
    }

    private static Path manifestOf(Path file) {
        return file.resolveSibling(file.getFileName() + MANIFEST);
    }
}
