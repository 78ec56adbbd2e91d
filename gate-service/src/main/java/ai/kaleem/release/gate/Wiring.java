package ai.kaleem.release.gate;

import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.common.messaging.Inboxes;
import ai.kaleem.release.common.messaging.OutboxRelay;
import ai.kaleem.release.common.messaging.StoreDown;
import ai.kaleem.release.common.messaging.Topology;
import ai.kaleem.release.common.mongo.StoreAway;
import ai.kaleem.release.common.registry.LoginFile;
import ai.kaleem.release.gate.gate.CheckGates;
import ai.kaleem.release.gate.gate.GateLogs;
import ai.kaleem.release.gate.gate.ReadLog;
import ai.kaleem.release.gate.gate.Runs;
import ai.kaleem.release.gate.gate.Tools;
import ai.kaleem.release.gate.inbound.GateRequests;
import ai.kaleem.release.gate.inbound.Workers;
import ai.kaleem.release.gate.outbound.docker.DockerBuilds;
import ai.kaleem.release.gate.outbound.files.DataFolder;
import ai.kaleem.release.gate.outbound.files.FileGateLogs;
import ai.kaleem.release.gate.outbound.files.FileRunFolders;
import ai.kaleem.release.gate.outbound.git.GitSources;
import ai.kaleem.release.gate.outbound.git.GitTags;
import ai.kaleem.release.gate.outbound.mongo.MongoRuns;
import ai.kaleem.release.gate.outbound.mongo.RunOutbox;
import ai.kaleem.release.gate.outbound.mongo.UnreadableDocuments;
import ai.kaleem.release.gate.outbound.probe.ProductProbes;
import ai.kaleem.release.gate.outbound.process.ProcessPrograms;
import ai.kaleem.release.gate.outbound.registry.RegistryImages;
import ai.kaleem.release.gate.outbound.report.FileReports;
import ai.kaleem.release.gate.version.ProposeVersion;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.observation.ObservationRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Objects;
import org.springframework.amqp.rabbit.listener.MessageListenerContainer;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the parts together. */
@Configuration(proxyBeanMethods = false)
class Wiring {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final String DATABASE = "gates";

    /** In milliseconds, as the store keeps it, so that a report reads the same before and after. */
    @Bean
    Clock clock() {
        return Clock.tickMillis(ZoneOffset.UTC);
    }

    @Bean
    MongoDatabase mongoDatabase(MongoClient client, MongoConnectionDetails details) {
        return client.getDatabase(
                Objects.requireNonNullElse(details.getConnectionString().getDatabase(), DATABASE));
    }

    @Bean
    StoreDown storeDown() {
        return new StoreAway()::test;
    }

    @Bean
    DataFolder dataFolder(GatesProperties properties) {
        try {
            return DataFolder.open(properties.dataFolder());
        } catch (IllegalStateException e) {
            throw new Unusable(String.valueOf(e.getMessage()), e);
        }
    }

    @Bean
    FileGateLogs gateLogs(DataFolder data, GatesProperties properties) {
        return new FileGateLogs(data, properties.logLimit().toBytes());
    }

    @Bean
    FileRunFolders runFolders(DataFolder data) {
        return new FileRunFolders(data);
    }

    @Bean
    UnreadableDocuments unreadableDocuments() {
        return new UnreadableDocuments();
    }

    @Bean
    MeterBinder unreadableDocumentsAreCounted(UnreadableDocuments unreadable) {
        return meters -> Gauge.builder("release.documents.unreadable", unreadable, UnreadableDocuments::count)
                .description("Documents of this service's store that it cannot read; its log names them")
                .register(meters);
    }

    @Bean
    RunOutbox runOutbox(MongoDatabase database, Envelopes envelopes, UnreadableDocuments unreadable, Clock clock) {
        return new RunOutbox(database, envelopes, unreadable, clock);
    }

    @Bean
    MongoRuns runs(
            MongoDatabase database,
            Envelopes envelopes,
            RunOutbox outbox,
            UnreadableDocuments unreadable,
            OutboxRelay relay,
            DataFolder data) {
        return new MongoRuns(database, envelopes, outbox, unreadable, relay::wake, data.instance());
    }

    @Bean
    GitSources gitSources(DataFolder data, GatesProperties properties) {
        return new GitSources(data.mirrors(), properties.gitTimeout(), properties.gitCredentials());
    }

    @Bean
    ProposeVersion proposeVersion(GitSources sources) {
        return new ProposeVersion(sources);
    }

    @Bean
    CheckGates checkGates(
            Runs runs,
            GitSources sources,
            GateLogs logs,
            FileRunFolders folders,
            DataFolder data,
            GatesProperties properties,
            ObservationRegistry observations,
            Clock clock) {
        var observed = new ObservedGates(observations);
        var logins = LoginFile.of(properties.registryCredentials(), "kaleem.gates.registry-credentials");
        var tools = new Tools(
                new ProcessPrograms(data.instance()),
                new ProductProbes(CONNECT, properties.secretsFolder()),
                new FileReports(),
                new DockerBuilds(properties.dockerHost(), logins, properties.keepBuilds()),
                new GitTags(sources));
        return new CheckGates(
                runs,
                sources,
                new RegistryImages(properties.registryTimeout(), logins),
                tools,
                logs,
                folders,
                properties,
                observed,
                observed,
                clock);
    }

    @Bean
    ReadLog readLog(Runs runs, GateLogs logs) {
        return new ReadLog(runs, logs);
    }

    @Bean
    Workers workers(
            CheckGates checkGates,
            MongoRuns runs,
            StoreDown away,
            ObservationRegistry observations,
            GatesProperties properties,
            Clock clock) {
        return new Workers(checkGates, runs, () -> isReady(runs, away), observations, properties.claim(), clock);
    }

    /** Who watches the store says where it is looked for. */
    private static boolean isReady(MongoRuns runs, StoreDown away) {
        try {
            runs.prepare();
            return true;
        } catch (RuntimeException e) {
            if (away.test(e)) {
                return false;
            }
            throw e;
        }
    }

    @Bean
    MessageListenerContainer gateRequests(Inboxes inboxes, CheckGates checkGates, Workers workers) {
        return inboxes.listen(Topology.GATES_QUEUE, new GateRequests(checkGates, workers));
    }

    @Bean
    Retention retention(
            FileRunFolders folders, FileGateLogs logs, MongoRuns runs, GatesProperties properties, Clock clock) {
        return new Retention(folders, logs, runs, properties, clock);
    }
}
