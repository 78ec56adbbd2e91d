package ai.kaleem.release.agent.outbound.backup;

import ai.kaleem.release.agent.deploy.Backups;
import ai.kaleem.release.agent.deploy.Place;
import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.agent.outbound.docker.Engine;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.DatastoreSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Backups as files on this host. */
public final class FileBackups implements Backups {

    private static final Logger log = LoggerFactory.getLogger(FileBackups.class);

    private static final long TELL_EVERY_NANOS = 2_000_000_000L;

    private final Engine engine;
    private final String tools;
    private final Path root;
    private final long minFreeBytes;
    private final Clock clock;

    /**
     * @param tools an image on this host with {@code find}, for volumes and folders
     * @param minFreeBytes must be left on the disk beyond a backup as large as the last one
     */
    public FileBackups(Engine engine, String tools, Path root, long minFreeBytes, Clock clock) {
        this.engine = engine;
        this.tools = tools;
        this.root = root.toAbsolutePath();
        this.minFreeBytes = minFreeBytes;
        this.clock = clock;
    }

    @Override
    public AgentReport.Backup take(Key key, DatastoreSpec datastore, LongConsumer progress) {
        var shelf = Shelf.of(root, key.place(), datastore.name());
        var store = store(key.place(), datastore);
        var file = shelf.file(key, store.extension() + Packed.EXTENSION);
        try {
            shelf.prepare();
            // An agent of an earlier version may have begun, which did not compress.
            for (var one : List.of(file, shelf.file(key, store.extension()))) {
                var before = shelf.sealed(one);
                if (before.isPresent()) {
                    return unchanged(before.get().sealed(), one);
                }
            }
            checkDisk(shelf, store, datastore);
            return take(key, datastore, shelf, store, file, progress);
        } catch (IOException e) {
            throw new StepFailed(
                    "No backup of datastore '%s' was made: %s".formatted(datastore.name(), e.getMessage()),
                    evidence(e),
                    e);
        }
    }

    private AgentReport.Backup take(
            Key key, DatastoreSpec datastore, Shelf shelf, Datastore store, Path file, LongConsumer progress)
            throws IOException {
        // The moment before, not after: what is written from here on may be missing.
        var takenAt = clock.instant();
        var counted = datastore.drill() == null ? null : store.count();
        var written = new Digest();
        var partial = shelf.writePartial(file, minFreeBytes, out -> dump(store, written.of(out), progress));
        try {
            var counts = counted == null ? null : RestoreDrill.ranges(counted, store.count());
            var sha256 = written.hex();
            var read = new Digest();
            var packed = Packed.in(partial, read);
            if (!read.hex().equals(sha256)) {
                throw new IOException("what was read back from %s is not what was written".formatted(partial));
            }
            var bytes = Files.size(partial);
            // Before a restore requests wait for it. Where the plan says what a drill is, loading alone is none.
            var loads = key.purpose() != Purpose.BEFORE_RESTORE && store.drill(packed);
            var drilled = loads && datastore.drill() == null;
            shelf.publish(partial, file);
            var backup =
                    new AgentReport.Backup(datastore.name(), file.toString(), bytes, sha256, true, drilled, takenAt);
            seal(shelf, file, new Manifest(key.deployment(), key.purpose(), backup, counts));
            log.info("Backed up {} of {}: {} ({} bytes)", datastore.name(), key.place(), file, bytes);
            return backup;
        } finally {
            shelf.discard(partial);
        }
    }

    private static void dump(Datastore store, OutputStream out, LongConsumer progress) throws IOException {
        try (var packed = new Counted(Packed.into(out), TELL_EVERY_NANOS, progress)) {
            store.dump(packed);
            if (packed.bytes() == 0) {
                throw new IOException("the tool wrote nothing");
            }
        }
    }

    private static void seal(Shelf shelf, Path file, Manifest manifest) throws IOException {
        try {
            shelf.seal(file, manifest);
        } catch (IOException e) {
            shelf.discard(file);
            throw e;
        }
    }

    private static AgentReport.Backup unchanged(AgentReport.Backup backup, Path file) throws IOException {
        var sha256 = Digest.of(file);
        if (!sha256.equals(backup.sha256())) {
            throw new StepFailed(
                    "The backup %s is not what was sealed (SHA-256 %s, sealed as %s); the data is as it was"
                            .formatted(file, sha256, backup.sha256()));
        }
        return backup;
    }

    private void checkDisk(Shelf shelf, Datastore store, DatastoreSpec datastore) throws IOException {
        var last = shelf.all().stream().findFirst().map(it -> it.sealed().bytes());
        var like = last.isPresent() ? last.get() : estimate(store).orElse(0);
        var needed = like + like / 5 + minFreeBytes;
        var free = shelf.free();
        if (free < needed) {
            throw new StepFailed(
                    "Not enough disk for a backup of datastore '%s': of the %d bytes that it needs in %s, %d are missing; make room there and release again"
                            .formatted(datastore.name(), needed, shelf.folder(), needed - free));
        }
    }

    /** That a store cannot tell is no reason not to back it up. */
    private static OptionalLong estimate(Datastore store) {
        try {
            return store.estimate();
        } catch (IOException | NumberFormatException e) {
            log.debug("How large the first backup will be is not known: {}", e.getMessage());
            return OptionalLong.empty();
        }
    }

    private static @Nullable String evidence(IOException e) {
        return e instanceof ToolFailed failed && !failed.output().isEmpty() ? failed.output() : null;
    }

    @Override
    public void restore(Place place, DatastoreSpec datastore, AgentReport.Backup backup) {
        var file = Path.of(backup.file());
        try {
            if (!Files.isRegularFile(file)) {
                throw new StepFailed("The backup %s is gone; the data is as it was".formatted(file));
            }
            if (Shelf.with(file).sealed(file).isEmpty()) {
                throw new StepFailed(
                        "The backup %s has no manifest beside it, so it is not sealed; the data is as it was"
                                .formatted(file));
            }
            unchanged(backup, file);
            store(place, datastore).restore(Packed.in(file));
            log.info("Restored {} of {} from {}", datastore.name(), place, file);
        } catch (ManifestUnreadable e) {
            throw new StepFailed(
                    "Datastore '%s' was not restored from %s: %s. The data is as it was"
                            .formatted(datastore.name(), file, e.getMessage()),
                    null,
                    e);
        } catch (IOException e) {
            throw new StepFailed(
                    "Datastore '%s' could not be restored from %s: %s"
                            .formatted(datastore.name(), file, e.getMessage()),
                    evidence(e),
                    e);
        }
    }

    @Override
    public Drilled drill(Place place, DatastoreSpec datastore, AgentReport.Backup backup) {
        return new RestoreDrill(store(place, datastore), datastore, new DockerDisk(engine), minFreeBytes).of(backup);
    }

    @Override
    public void clearDrill(Place place, String datastore) {
        new ThrowawayStore(engine, ThrowawayStore.name(place, datastore, RestoreDrill.ROLE)).close();
    }

    @Override
    public List<Held> held(Place place, DatastoreSpec datastore) {
        var shelf = Shelf.of(root, place, datastore.name());
        try {
            return shelf.all().stream().map(Manifest::held).toList();
        } catch (IOException e) {
            throw new StepFailed(
                    "The backups of datastore '%s' in %s cannot be listed: %s"
                            .formatted(datastore.name(), shelf.folder(), e.getMessage()),
                    null,
                    e);
        }
    }

    @Override
    public void retain(Place place, DatastoreSpec datastore, Set<String> needed) {
        var shelf = Shelf.of(root, place, datastore.name());
        try {
            var all = shelf.all();
            var newestDrilled = all.stream().filter(it -> it.sealed().drilled()).findFirst();
            var kept = new Retention(datastore)
                    .kept(all.stream().map(it -> it.sealed().takenAt()).toList());
            for (var one : all) {
                var file = one.sealed().file();
                if (!kept.contains(one.sealed().takenAt())
                        && !needed.contains(file)
                        && newestDrilled.filter(one::equals).isEmpty()) {
                    shelf.remove(Path.of(file));
                    log.info("Removed the old backup {}", file);
                }
            }
        } catch (IOException e) {
            // Too many backups are no reason to end a deployment as failed.
            log.warn("Old backups of {} below {} stay: {}", datastore.name(), shelf.folder(), e.getMessage());
        }
    }

    private Datastore store(Place place, DatastoreSpec datastore) {
        return switch (datastore.type()) {
            case REDIS -> new RedisStore(engine, place, datastore);
            case COMMAND -> new CommandStore(engine, place, datastore);
            case MONGODB -> new MongoStore(engine, place, datastore);
            case POSTGRES -> new PostgresStore(engine, place, datastore);
            case RABBITMQ -> new RabbitStore(engine, place, datastore);
            case QDRANT -> new QdrantStore(engine, place, datastore);
            case VOLUME, FOLDER -> new FolderStore(engine, place, datastore, tools);
        };
    }
}
