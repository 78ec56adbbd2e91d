package ai.kaleem.release.gate.outbound.probe;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.ServerVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.h2.mvstore.MVStore;

/**
 * Stands in for MongoDB: it speaks the wire protocol, and what it says of a replica set is made up.
 *
 * @param server with its store in memory
 */
public record StandInMongo(MongoServer server, InetSocketAddress address) implements AutoCloseable {

    /** No member of a replica set. */
    static StandInMongo alone() {
        return of(Optional.empty(), false);
    }

    public static StandInMongo member(boolean hasPrimary) {
        return of(Optional.of("rs0"), hasPrimary);
    }

    private static StandInMongo of(Optional<String> set, boolean hasPrimary) {
        var backend = new H2Backend(MVStore.open(null)) {
            @Override
            public Document handleCommand(Channel channel, String database, String command, Document query) {
                if (!command.toLowerCase(Locale.ROOT).equals("hello")) {
                    return super.handleCommand(channel, database, command, query);
                }
                var hello = super.handleCommand(channel, database, "ismaster", query);
                set.ifPresent(it -> hello.append("setName", it).append("hosts", List.of("a:1")));
                hello.append("isWritablePrimary", set.isEmpty() || hasPrimary);
                hello.append("secondary", set.isPresent() && !hasPrimary);
                if (set.isPresent() && hasPrimary) {
                    hello.append("primary", "a:1");
                }
                return hello;
            }
        };
        backend.version(ServerVersion.MONGO_5_0);
        var server = new MongoServer(backend);
        return new StandInMongo(server, server.bind());
    }

    public String uri() {
        return "mongodb://%s:%d/shop".formatted(address.getHostString(), address.getPort());
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
