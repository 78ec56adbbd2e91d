package ai.kaleem.release.agent;

import ai.kaleem.release.agent.deploy.Backups;
import ai.kaleem.release.agent.deploy.Compose;
import ai.kaleem.release.agent.deploy.Gateway;
import ai.kaleem.release.agent.deploy.Host;
import ai.kaleem.release.agent.deploy.Journal;
import ai.kaleem.release.agent.deploy.Ledger;
import ai.kaleem.release.agent.deploy.Presence;
import ai.kaleem.release.agent.deploy.RestoreDrills;
import ai.kaleem.release.agent.deploy.ScheduledBackups;
import ai.kaleem.release.agent.deploy.TakeRequests;
import ai.kaleem.release.agent.deploy.TellBeat;
import ai.kaleem.release.agent.deploy.Tools;
import ai.kaleem.release.agent.deploy.Unheard;
import ai.kaleem.release.agent.deploy.Workers;
import ai.kaleem.release.agent.inbound.BeatClock;
import ai.kaleem.release.agent.inbound.HealthEndpoint;
import ai.kaleem.release.agent.inbound.RequestInbox;
import ai.kaleem.release.agent.inbound.WaitingRequests;
import ai.kaleem.release.agent.outbound.backup.DrillFile;
import ai.kaleem.release.agent.outbound.backup.FileBackups;
import ai.kaleem.release.agent.outbound.calendar.CronCalendar;
import ai.kaleem.release.agent.outbound.docker.ComposeContainers;
import ai.kaleem.release.agent.outbound.docker.DockerHost;
import ai.kaleem.release.agent.outbound.docker.Engine;
import ai.kaleem.release.agent.outbound.folder.DataFolder;
import ai.kaleem.release.agent.outbound.folder.EnvFileCopies;
import ai.kaleem.release.agent.outbound.gateway.HaproxyGateway;
import ai.kaleem.release.agent.outbound.http.HttpProbe;
import ai.kaleem.release.agent.outbound.http.PrometheusApi;
import ai.kaleem.release.agent.outbound.sqlite.Database;
import ai.kaleem.release.agent.outbound.sqlite.SqliteJournal;
import ai.kaleem.release.agent.outbound.sqlite.SqliteOutbox;
import ai.kaleem.release.common.messaging.BrokerWatch;
import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.common.messaging.Inboxes;
import ai.kaleem.release.common.messaging.OutboxRelay;
import ai.kaleem.release.common.messaging.Publisher;
import ai.kaleem.release.common.messaging.Topology;
import ai.kaleem.release.common.registry.LoginFile;
import io.micrometer.observation.ObservationRegistry;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.listener.MessageListenerContainer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AgentConfiguration {

    private static final Logger log = LoggerFactory.getLogger(AgentConfiguration.class);

    /** Of {@code sysexits.h}: an input or output error. */
    private static final int EX_IOERR = 74;

    /** What the broker has sent goes through this process in less. */
    private static final Duration QUIET = Duration.ofMillis(300);

    /** The agent finishes or reverts with everything else down. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Schedules are told to the minute. */
    private static final Duration LOOK_EVERY = Duration.ofMinutes(1);

    @Bean
    static DataFolder dataFolder(AgentProperties properties) {
        return DataFolder.hold(properties.dataFolder().toAbsolutePath());
    }

    /** What a failed write would have said may not be acted upon, and the next start reads what is really there. */
    @Bean
    static Database database(DataFolder folder) {
        var file = folder.path().resolve("journal.db");
        return Database.open(file, failure -> end("The journal %s failed: %s".formatted(file, failure.getMessage())));
    }

    /** Nothing may run that would still act, and the last line says why. */
    private static void end(@Nullable String reason) {
        log.error("{}. The agent ends, to go on from what is on the disk when it is started again", reason);
        Runtime.getRuntime().halt(EX_IOERR);
    }

    @Bean
    static SqliteJournal journal(Database database, Envelopes envelopes, Clock clock) {
        return SqliteJournal.of(database, envelopes, clock);
    }

    @Bean
    static SqliteOutbox outbox(Database database) {
        return new SqliteOutbox(database);
    }

    @Bean
    static Ledger ledger(Journal journal, Clock clock, OutboxRelay relay) {
        return new Ledger(journal, clock, id -> relay.wake(id.value()));
    }

    @Bean
    static Engine engine(AgentProperties properties) {
        return Engine.at(
                properties.dockerHost(),
                properties.dockerTimeout(),
                LoginFile.of(properties.registryCredentials(), "kaleem.agent.registry-credentials"));
    }

    @Bean
    static DockerHost host(Engine engine, DataFolder folder) {
        return new DockerHost(engine, folder.path());
    }

    @Bean
    static ComposeContainers compose(Engine engine) {
        return new ComposeContainers(engine);
    }

    @Bean
    static HaproxyGateway gateway(Engine engine, DataFolder folder, AgentProperties properties) {
        return new HaproxyGateway(engine, properties.gatewayImage(), folder.below("gateways"), properties.holdLimit());
    }

    @Bean
    static FileBackups backups(Engine engine, DataFolder folder, AgentProperties properties, Clock clock) {
        return new FileBackups(
                engine, properties.gatewayImage(), folder.below("backups"), properties.minFreeBytes(), clock);
    }

    @Bean
    static Tools tools(
            Host host,
            Compose compose,
            Gateway gateway,
            Backups backups,
            DataFolder folder,
            Ledger ledger,
            AgentProperties properties,
            Clock clock,
            ObjectProvider<ObservationRegistry> observations) {
        return new Tools(
                host,
                compose,
                gateway,
                backups,
                new HttpProbe(),
                new PrometheusApi(),
                new EnvFileCopies(folder.below("env"), clock),
                ledger,
                properties,
                observations.getIfAvailable(() -> ObservationRegistry.NOOP));
    }

    @Bean
    static WaitingRequests waitingRequests(ConnectionFactory connections, AgentProperties properties) {
        return new WaitingRequests(connections, Topology.agentQueue(properties.name()));
    }

    @Bean
    static Presence presence(Unheard waiting) {
        return new Presence(waiting, QUIET, PATIENCE, System::nanoTime);
    }

    @Bean
    static Workers workers(Tools tools, Presence presence) {
        return new Workers(tools, presence, failure -> end(failure.getMessage()));
    }

    @Bean
    static ScheduledBackups scheduledBackups(Tools tools) {
        return new ScheduledBackups(tools, new CronCalendar(), LOOK_EVERY, failure -> end(failure.getMessage()));
    }

    @Bean
    static RestoreDrills restoreDrills(Tools tools, DataFolder folder) {
        return new RestoreDrills(
                tools,
                new DrillFile(folder.below("backups")),
                new CronCalendar(),
                LOOK_EVERY,
                failure -> end(failure.getMessage()));
    }

    @Bean
    static WorkersLifecycle workersLifecycle(Workers workers, ScheduledBackups backups, RestoreDrills drills) {
        return new WorkersLifecycle(workers, backups, drills);
    }

    @Bean
    static TakeRequests takeRequests(Ledger ledger, Workers workers, AgentProperties properties) {
        return new TakeRequests(ledger, workers, properties);
    }

    @Bean
    static MessageListenerContainer requests(
            Inboxes inboxes,
            TakeRequests requests,
            RestoreDrills drills,
            WaitingRequests waiting,
            AgentProperties properties) {
        return inboxes.listen(
                Topology.agentQueue(properties.name()), waiting.watched(new RequestInbox(requests, drills)));
    }

    @Bean
    static BeatClock beatClock(
            Tools tools,
            ScheduledBackups backups,
            RestoreDrills drills,
            Envelopes envelopes,
            Publisher publisher,
            AgentProperties properties) {
        var version = Optional.ofNullable(DeployAgent.class.getPackage().getImplementationVersion())
                .orElse("development");
        var beat = new TellBeat(tools, backups, drills, version, it -> publisher.publish(envelopes.seal(it)));
        return new BeatClock(beat::run, properties.beatEvery());
    }

    @Bean
    static HealthEndpoint healthEndpoint(
            AgentProperties properties,
            SqliteJournal journal,
            Engine engine,
            ConnectionFactory connections,
            BrokerWatch watch) {
        return new HealthEndpoint(
                new InetSocketAddress(properties.healthAddress(), properties.healthPort()),
                journal::isOpen,
                Map.of("broker", () -> answers(connections), "docker", () -> answers(engine)),
                watch::trouble);
    }

    private static boolean answers(ConnectionFactory connections) {
        try (var connection = connections.createConnection()) {
            return connection.isOpen();
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static boolean answers(Engine engine) {
        try {
            engine.ask("ping", docker -> docker.pingCmd().exec() == null);
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }
}
