package ai.kaleem.release.api;

import ai.kaleem.release.api.access.TokenStore;
import ai.kaleem.release.api.environment.Agents;
import ai.kaleem.release.api.environment.Environments;
import ai.kaleem.release.api.environment.MissedBackups;
import ai.kaleem.release.api.outbound.metrics.StoryMeter;
import ai.kaleem.release.api.outbound.mongo.MongoAgents;
import ai.kaleem.release.api.outbound.mongo.MongoEnvironments;
import ai.kaleem.release.api.outbound.mongo.MongoLease;
import ai.kaleem.release.api.outbound.mongo.MongoMissedBackups;
import ai.kaleem.release.api.outbound.mongo.MongoOutbox;
import ai.kaleem.release.api.outbound.mongo.MongoParkedMessages;
import ai.kaleem.release.api.outbound.mongo.MongoPushes;
import ai.kaleem.release.api.outbound.mongo.MongoReleases;
import ai.kaleem.release.api.outbound.mongo.MongoStart;
import ai.kaleem.release.api.outbound.mongo.MongoTokens;
import ai.kaleem.release.api.outbound.mongo.ReleaseDocuments;
import ai.kaleem.release.api.parking.ParkedMessages;
import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.common.messaging.Lease;
import ai.kaleem.release.common.messaging.StoreDown;
import ai.kaleem.release.common.mongo.StoreAway;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.Optional;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** What is kept, and where: MongoDB, embedded unless a {@code MONGODB_URI} is given. */
@Configuration(proxyBeanMethods = false)
class StoreWiring {

    private static final String DATABASE = "release";

    @Bean
    static MongoDatabase database(MongoClient client, MongoConnectionDetails details) {
        return client.getDatabase(
                Optional.ofNullable(details.getConnectionString().getDatabase()).orElse(DATABASE));
    }

    @Bean
    static MongoOutbox outbox(MongoDatabase database, Clock clock) {
        return new MongoOutbox(database, clock);
    }

    @Bean
    static MongoReleases releases(
            MongoDatabase database, Envelopes envelopes, MongoOutbox outbox, MeterRegistry meters, Clock clock) {
        return new MongoReleases(
                database, new ReleaseDocuments(envelopes, clock), outbox, new StoryMeter(meters)::stored);
    }

    @Bean
    static Environments environments(MongoDatabase database, Clock clock) {
        return new MongoEnvironments(database, clock);
    }

    @Bean
    static Agents agents(MongoDatabase database) {
        return new MongoAgents(database);
    }

    @Bean
    static MissedBackups missedBackups(MongoDatabase database) {
        return new MongoMissedBackups(database);
    }

    @Bean
    static TokenStore tokenStore(MongoDatabase database) {
        return new MongoTokens(database);
    }

    @Bean
    static MongoPushes pushes(MongoDatabase database) {
        return new MongoPushes(database);
    }

    @Bean
    static ParkedMessages parkedMessages(MongoDatabase database) {
        return new MongoParkedMessages(database);
    }

    @Bean
    static Lease lease(MongoDatabase database, ReleaseSettings settings, Environment environment, Clock clock) {
        var instance = Optional.ofNullable(settings.instance()).orElseGet(() -> instance(environment));
        return new MongoLease(database, "sweep", instance, clock);
    }

    @Bean
    static StoreDown storeDown() {
        return new StoreAway()::test;
    }

    @Bean
    static MongoStart mongoStart(
            MongoDatabase database, MongoConnectionDetails details, MongoReleases releases, MongoPushes pushes) {
        return new MongoStart(database, details.getConnectionString().getHosts(), () -> {
            releases.prepare();
            pushes.prepare();
        });
    }

    private static String instance(Environment environment) {
        return "%s:%s".formatted(hostName(), environment.getProperty("server.port", "8080"));
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
