package ai.kaleem.release.gate;

import static com.mongodb.client.model.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.contract.GateSpec;
import ai.kaleem.release.common.contract.GateSpecBuilder;
import ai.kaleem.release.common.contract.Probe;
import ai.kaleem.release.common.contract.Probe.Attempts;
import ai.kaleem.release.common.contract.Probe.Call;
import ai.kaleem.release.common.contract.Request.GatePhase;
import ai.kaleem.release.common.contract.Request.GatesRequested;
import ai.kaleem.release.common.crash.Catalogue;
import ai.kaleem.release.common.crash.CrashPoints;
import ai.kaleem.release.common.crash.EachOnce;
import ai.kaleem.release.common.crash.Moment;
import ai.kaleem.release.common.messaging.Topology;
import ai.kaleem.release.common.mongo.EmbeddedMongo;
import ai.kaleem.release.common.testing.Broker;
import ai.kaleem.release.common.testing.Images;
import ai.kaleem.release.gate.gate.RunId;
import ai.kaleem.release.gate.outbound.probe.Certificate;
import ai.kaleem.release.gate.outbound.probe.StandInMongo;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.sun.net.httpserver.HttpsServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;

/**
 * gate-service dies before and after each call with which a probe asks the product: a real Redis, a real broker, a server that
 * speaks MongoDB's protocol, and one that speaks TLS. However often it dies, all of them are asked in the end, and pass.
 */
class EveryProbeCrashPointTests {

    private static final Duration LONGEST_LIFE = Duration.ofSeconds(60);
    private static final Attempts ONCE = new Attempts(1, Duration.ofSeconds(1));

    private final Catalogue catalogue =
            Catalogue.of(List.of(GateServiceApplication.class), "ai.kaleem.release.gate.outbound.probe");
    private final EachOnce each = new EachOnce(it -> catalogue.points().contains(it.point()));
    private final ReleaseApi releaseApi = new ReleaseApi();
    private final GenericContainer<?> redis = new GenericContainer<>(Images.redis())
            .withExposedPorts(6379)
            .withCommand("redis-server", "--protected-mode", "no")
            .withStartupTimeout(Duration.ofMinutes(2));
    private final StandInMongo mongo = StandInMongo.member(true);

    @TempDir
    Path folder;

    private EmbeddedMongo store;
    private MongoClient client;
    private HttpsServer site;

    @BeforeEach
    void open() throws Exception {
        CrashPoints.weave("ai.kaleem.release.gate.outbound.probe");
        store = EmbeddedMongo.open(folder.resolve("store"));
        client = MongoClients.create(store.connectionString());
        redis.start();
        try (var product = MongoClients.create(mongo.uri())) {
            product.getDatabase("shop").createCollection("orders");
        }
        var certificate = Certificate.made(folder, "-1d", 100);
        site = certificate.serve(exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, -1);
            }
        });
        var secrets = Files.createDirectories(folder.resolve("data/secrets"));
        Files.writeString(secrets.resolve("ca.pem"), certificate.pem());
        Files.writeString(secrets.resolve("mongo"), mongo.uri());
        Files.writeString(secrets.resolve("rabbit"), Broker.shared().url());
    }

    @AfterEach
    void close() {
        CrashPoints.rest();
        site.stop(0);
        mongo.close();
        redis.stop();
        client.close();
        store.close();
        releaseApi.close();
    }

    @Test
    void asksAllOfTheProductWhereverItDies() {
        CrashPoints.crashAt(each);
        var port = site.getAddress().getPort();
        var request = Asked.request(
                GatePhase.AFTER,
                null,
                Map.of(),
                null,
                Instant.now().plusSeconds(900),
                gate(new Probe.Latency(
                        new Call("https://localhost:%d/".formatted(port), null, null, "ca.pem"),
                        3,
                        0,
                        Duration.ZERO,
                        0,
                        null,
                        Duration.ofSeconds(10),
                        null,
                        ONCE)),
                gate(new Probe.Tls("localhost", port, 14, "ca.pem", ONCE)),
                gate(new Probe.Redis(redis.getHost(), redis.getFirstMappedPort(), null, null, false, ONCE)),
                gate(new Probe.RabbitMq("rabbit", List.of(Topology.GATES_QUEUE), null, ONCE)),
                gate(new Probe.MongoDb("mongo", null, true, List.of("orders"), ONCE)));
        releaseApi.ask(request);

        while (!isOver(request)) {
            var life = Life.begin(folder.resolve("data"), store);
            await().dontCatchUncaughtExceptions()
                    .atMost(LONGEST_LIFE)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> CrashPoints.died() != null || isOver(request));
            life.end();
            CrashPoints.revive();
        }

        assertThat(run(request).getString("verdict")).as(run(request).toJson()).isEqualTo("PASSED");
        var died = new TreeSet<String>();
        each.died().stream().map(Moment::point).forEach(died::add);
        System.out.printf(
                "probes of gate-service: %s; %d deaths, each before and after%n",
                catalogue.covered(died), each.died().size());
        assertThat(catalogue.faults()).isEmpty();
        assertThat(died).isEqualTo(catalogue.points());
    }

    private boolean isOver(GatesRequested request) {
        var run = run(request);
        return run != null && !"RUNNING".equals(run.getString("verdict"));
    }

    private Document run(GatesRequested request) {
        return client.getDatabase("gates")
                .getCollection("runs")
                .find(eq("_id", RunId.of(request).toString()))
                .first();
    }

    private static GateSpec gate(Probe probe) {
        return GateSpecBuilder.builder()
                .name(probe.getClass().getSimpleName())
                .timeout(Duration.ofSeconds(30))
                .probe(probe)
                .build();
    }
}
