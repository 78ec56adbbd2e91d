package ai.kaleem.release.gate.outbound.probe;

import ai.kaleem.release.common.contract.Probe.MongoDb;
import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoSocketOpenException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.ReadPreference;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.util.HashSet;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** A ping, whether the replica set has a primary, and which collections there are. */
final class MongoQuestion implements Question {

    private static final int ANSWER_MILLIS = 10_000;

    private final MongoDb mongo;

    MongoQuestion(MongoDb mongo) {
        this.mongo = mongo;
    }

    @Override
    public String words() {
        return "MongoDB with uriFile '%s'".formatted(mongo.uriFile());
    }

    @Override
    public Finding ask(Attempt attempt) {
        var address = address(attempt.secrets());
        try (var client = MongoClients.create(settings(address, attempt))) {
            var admin = client.getDatabase("admin");
            admin.runCommand(new Document("ping", 1), ReadPreference.primaryPreferred());
            if (mongo.replicaSet()) {
                var hello = admin.runCommand(new Document("hello", 1), ReadPreference.primaryPreferred());
                var fault = memberFault(hello);
                if (fault != null) {
                    return new Finding.Bad(fault);
                }
            }
            return collections(client, address);
        } catch (MongoSecurityException e) {
            return new Finding.Bad("MongoDB refuses the user of uriFile '%s'".formatted(mongo.uriFile()));
        } catch (MongoTimeoutException | MongoSocketOpenException e) {
            return new Finding.Bad("no server of uriFile '%s' answers as it has to within %d ms"
                    .formatted(mongo.uriFile(), attempt.connect().toMillis()));
        } catch (MongoException e) {
            return new Finding.Bad("MongoDB refuses: %s".formatted(e.getMessage()));
        }
    }

    private static @Nullable String memberFault(Document hello) {
        var set = hello.getString("setName");
        if (set == null) {
            return "the server is no member of a replica set";
        }
        return hello.getString("primary") == null ? "replica set %s has no primary".formatted(set) : null;
    }

    private Finding collections(MongoClient client, ConnectionString address) {
        var pong = mongo.replicaSet() ? "pong, the replica set has a primary" : "pong";
        if (mongo.collections().isEmpty()) {
            return new Finding.Good(pong);
        }
        var database = mongo.database() != null ? mongo.database() : address.getDatabase();
        if (database == null) {
            throw new PlanFault("nobody says in which database the collections are; write database");
        }
        var there = client.getDatabase(database).listCollectionNames().into(new HashSet<>());
        var missing =
                mongo.collections().stream().filter(it -> !there.contains(it)).toList();
        return Finding.of(
                missing.isEmpty()
                        ? null
                        : "database %s has no collection %s".formatted(database, String.join(", ", missing)),
                "%s, %d collections are there"
                        .formatted(pong, mongo.collections().size()));
    }

    private ConnectionString address(Secrets secrets) {
        var text = secrets.text("uriFile", mongo.uriFile());
        ConnectionString address;
        try {
            address = new ConnectionString(text);
        } catch (IllegalArgumentException e) {
            throw new OurFault("uriFile '%s' holds no address; write mongodb://user:password@host:27017/database"
                    .formatted(mongo.uriFile()));
        }
        var password = address.getPassword();
        if (password != null) {
            secrets.keep(new String(password));
        }
        if (!address.isSrvProtocol()) {
            address.getHosts().forEach(it -> Dial.mustKnow(new ServerAddress(it).getHost(), mongo.uriFile()));
        }
        return address;
    }

    private static MongoClientSettings settings(ConnectionString address, Attempt attempt) {
        var connect = (int) attempt.connect().toMillis();
        return MongoClientSettings.builder()
                .applyConnectionString(address)
                .applicationName("kaleem-release-gate")
                .applyToClusterSettings(it -> it.serverSelectionTimeout(connect, TimeUnit.MILLISECONDS))
                .applyToSocketSettings(it -> it.connectTimeout(connect, TimeUnit.MILLISECONDS)
                        .readTimeout(ANSWER_MILLIS, TimeUnit.MILLISECONDS))
                .applyToConnectionPoolSettings(it -> it.maxSize(2))
                .build();
    }
}
