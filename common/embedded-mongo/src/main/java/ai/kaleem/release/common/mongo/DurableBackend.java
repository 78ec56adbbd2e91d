package ai.kaleem.release.common.mongo;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerException;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.h2.mvstore.MVStore;

/** Answers a command that may write only when its effect is on the disk, knows {@code hello}, and finds by id. */
final class DurableBackend extends H2Backend {

    /** All others, also those still unknown, count as writes: a sync too many costs a millisecond, one too few a document. */
    private static final Set<String> READS = Set.of(
            "buildinfo",
            "collstats",
            "connectionstatus",
            "count",
            "dbstats",
            "distinct",
            "endsessions",
            "find",
            "getlasterror",
            "getmore",
            "getparameter",
            "hello",
            "ismaster",
            "killcursors",
            "listcollections",
            "listdatabases",
            "listindexes",
            "ping",
            "serverstatus",
            "whatsmyuri");

    private final MVStore store;
    private final GroupCommit commits;

    DurableBackend(MVStore store, Consumer<Throwable> lost) {
        super(store);
        this.store = store;
        this.commits = new GroupCommit(store, lost);
    }

    @Override
    public Document handleCommand(Channel channel, String database, String command, Document query) {
        if (store.isClosed()) {
            throw new MongoServerException("The embedded store is closed");
        }
        String name = command.toLowerCase(Locale.ROOT);
        if (name.equals("hello")) {
            return super.handleCommand(channel, database, "ismaster", query).append("isWritablePrimary", true);
        }
        if (READS.contains(name) || (name.equals("aggregate") && !storesItsResult(query))) {
            return super.handleCommand(channel, database, command, query);
        }
        return commits.durably(() -> super.handleCommand(channel, database, command, query));
    }

    /** Called by the library's constructor too, before the fields of this class are set. */
    @Override
    protected MongoDatabase openOrCreateDatabase(String name) {
        return new IdOrderedDatabase(name, getMvStore(), getCursorRegistry());
    }

    private static boolean storesItsResult(Document aggregate) {
        return aggregate.get("pipeline") instanceof List<?> stages
                && !stages.isEmpty()
                && stages.getLast() instanceof Document last
                && (last.containsKey("$out") || last.containsKey("$merge"));
    }
}
