package ai.kaleem.release.common.mongo;

import com.mongodb.ConnectionString;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.ServerVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that speaks MongoDB's protocol on a free port of 127.0.0.1 and keeps its documents in one file.
 *
 * <p>What it promises: a write that was answered is on the disk, also after {@code kill -9} or a loss of power; a
 * command is stored whole or not at all; a second process on the same folder is refused.
 *
 * <p>What it cannot do, and a service that may run on it therefore must not use:
 *
 * <ul>
 *   <li>transactions and sessions, change streams, capped collections, {@code $text}, updates by pipeline; in
 *       aggregations {@code $switch $dateTrunc $dateDiff $regexMatch $unionWith $setWindowFields} and the accumulators
 *       {@code $count} (use {@code $sum: 1}), {@code $percentile}, {@code $top}; authentication, {@code replicaSet=};
 *   <li>silently wrong: a partial index is a full one (a partial unique index is unique over everything), a TTL index
 *       removes nothing, collation and schema validators are ignored;
 *   <li>secondary indexes serve uniqueness, and a filter that names exactly their fields; every other filter or sort reads
 *       the whole collection (0.2 s at 50,000 documents). By {@code _id}, where ids are text, conditional writes, ranges
 *       and pages take about a millisecond: use time-ordered ids.
 * </ul>
 *
 * <p>One process at a time can have a folder; a service that runs in several instances needs a real MongoDB.
 */
public final class EmbeddedMongo implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedMongo.class);

    /** A write waits for the disk on its connection's thread, so there are enough of them to share one sync. */
    private static final int CONNECTION_THREADS = 64;

    private static final int ANY = 0;

    private final DurableBackend backend;
    private final MongoServer server;
    private final @Nullable StoreFolder folder;
    private final LostStore lost;

    private EmbeddedMongo(MVStore store, @Nullable StoreFolder folder, LostStore lost, int port) {
        this.folder = folder;
        this.lost = lost;
        this.backend = new DurableBackend(store, lost);
        backend.version(ServerVersion.MONGO_5_0);
        this.server = new MongoServer(backend);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1, CONNECTION_THREADS);
    }

    /**
     * Opens the store in a folder, which is made when it is not there, and compacts its file. When the file can no longer be
     * written, as on a full disk, the process ends at once, to go on from what is on the disk: a service that stayed would
     * fail at all it is told, and park it.
     *
     * @throws FolderInUse when another process, or another server of this one, has the folder
     * @throws StoreUnusable when the folder, or the file in it, cannot be read or written; the message names it
     */
    public static EmbeddedMongo open(Path folder) {
        return open(folder, ANY);
    }

    /** The same at a port that is named, where a client finds it again after a restart. */
    public static EmbeddedMongo open(Path folder, int port) {
        StoreFolder locked = StoreFolder.lock(folder);
        LostStore lost = new LostStore(locked.file());
        try {
            EmbeddedMongo mongo = new EmbeddedMongo(locked.openStore(lost), locked, lost, port);
            log.info("Embedded MongoDB on {} keeps its documents in {}", mongo.server.getLocalAddress(), locked.file());
            return mongo;
        } catch (RuntimeException e) {
            locked.close();
            throw e;
        }
    }

    /** Opens an empty store that is gone when it is closed: for tests. */
    public static EmbeddedMongo inMemory() {
        return inMemory(ANY);
    }

    /** A server over a store that somebody else opened, and watches: for tests. */
    static EmbeddedMongo over(MVStore store) {
        return new EmbeddedMongo(store, null, new LostStore(Path.of("tests")), ANY);
    }

    static EmbeddedMongo inMemory(int port) {
        return new EmbeddedMongo(MVStore.open(null), null, new LostStore(Path.of("memory")), port);
    }

    /** Where a driver finds this server; the database is {@code kaleem} unless {@link #connectionString(String)} names one. */
    public ConnectionString connectionString() {
        return connectionString("kaleem");
    }

    /** Where a driver finds a database of this server. */
    public ConnectionString connectionString(String database) {
        return new ConnectionString("mongodb://127.0.0.1:%d/%s?w=majority&journal=true"
                .formatted(server.getLocalAddress().getPort(), database));
    }

    /** Answers what has begun, writes everything and gives the folder free. Closing twice does nothing. */
    @Override
    public void close() {
        lost.expected();
        server.shutdownNow();
        backend.close();
        if (folder != null) {
            folder.close();
        }
    }
}
