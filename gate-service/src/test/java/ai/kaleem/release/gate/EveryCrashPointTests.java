package ai.kaleem.release.gate;

import static ai.kaleem.release.gate.Asked.before;
import static ai.kaleem.release.gate.Asked.build;
import static ai.kaleem.release.gate.Asked.http;
import static ai.kaleem.release.gate.Asked.program;
import static ai.kaleem.release.gate.Asked.push;
import static ai.kaleem.release.gate.Asked.request;
import static ai.kaleem.release.gate.Asked.tag;
import static com.mongodb.client.model.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.contract.GateReport;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.GateSpec;
import ai.kaleem.release.common.contract.ReportSpec;
import ai.kaleem.release.common.contract.Request.GatePhase;
import ai.kaleem.release.common.contract.Request.GatesRequested;
import ai.kaleem.release.common.contract.Request.Source;
import ai.kaleem.release.common.crash.Catalogue;
import ai.kaleem.release.common.crash.CrashPoints;
import ai.kaleem.release.common.crash.Crashed;
import ai.kaleem.release.common.crash.EachOnce;
import ai.kaleem.release.common.crash.Moment;
import ai.kaleem.release.common.messaging.Publisher;
import ai.kaleem.release.common.mongo.EmbeddedMongo;
import ai.kaleem.release.common.testing.Registry;
import ai.kaleem.release.gate.gate.RunId;
import ai.kaleem.release.gate.outbound.registry.StandInRegistry;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;

/**
 * gate-service dies before and after each of its outside calls, also of those that only a recovery makes, over a real
 * store, broker, repository, registry and real programs. However often it dies, a request ends in one verdict, and no
 * attempt at a gate is made twice.
 */
class EveryCrashPointTests {

    private static final Duration LONGEST_LIFE = Duration.ofSeconds(60);

    private static final String DIGEST = "sha256:" + "ab".repeat(32);

    /** Why nobody dies there. */
    private static final Map<String, String> LEFT_OUT = Map.ofEntries(
            Map.entry("GateLogController.log > InputStream.transferTo", "shows a log and changes nothing"),
            Map.entry("ProcessPrograms.run > Process.waitFor #2", "only where a pipe cannot be closed"),
            Map.entry("Trees.Removal.preVisitDirectory > Files.setPosixFilePermissions", "root needs no permission"),
            Map.entry("DockerBuilds.remove > RemoveImageCmd.exec", "what stays is removed after the next build"),
            Map.entry("Delivery.giveBack > Channel.basicReject", "only where the store is away at a shutdown"),
            Map.entry("Publisher.send > RabbitOperations.send", "only release-api replays"),
            Map.entry("TopologyDeclarer.declare > AmqpAdmin.declareBinding", "only release-api declares"),
            Map.entry("TopologyDeclarer.declare > AmqpAdmin.declareExchange", "only release-api declares"),
            Map.entry("TopologyDeclarer.declare > AmqpAdmin.declareQueue", "only release-api declares"));

    private final Catalogue catalogue = Catalogue.of(
            List.of(GateServiceApplication.class, Publisher.class),
            "ai.kaleem.release.gate",
            "ai.kaleem.release.common.messaging");
    /** {@link EveryProbeCrashPointTests} dies there. */
    private final Set<String> ofProbes = Catalogue.of(
                    List.of(GateServiceApplication.class), "ai.kaleem.release.gate.outbound.probe")
            .points();

    private final EachOnce each = new EachOnce(it -> catalogue.points().contains(it.point()));
    private final ReleaseApi releaseApi = new ReleaseApi();

    @TempDir
    Path folder;

    private EmbeddedMongo store;
    private MongoClient client;
    private HttpServer site;
    private StandInRegistry registry;
    private Registry images;
    private Repository repository;
    private String commit;
    private Path ledger;

    @BeforeEach
    void open() throws IOException {
        CrashPoints.weave(
                "ai.kaleem.release.gate.gate",
                "ai.kaleem.release.gate.inbound",
                "ai.kaleem.release.gate.outbound",
                "ai.kaleem.release.common.messaging");
        store = EmbeddedMongo.open(folder.resolve("store"));
        client = MongoClients.create(store.connectionString());
        registry = new StandInRegistry()
                .wantingTokens()
                .with("owner/api", "1", "{}", DIGEST)
                .with("owner/api", DIGEST, "{}", DIGEST);
        site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        site.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, -1);
            }
        });
        site.start();
        ledger = folder.resolve("ledger");
        images = Registry.start(folder.resolve("registry"));
        repository = Repository.in(folder.resolve("shop"))
                .file("Dockerfile", "FROM scratch\nCOPY note /note\n")
                .script("note", "echo $KALEEM_GATE >> %s".formatted(ledger), "exec \"$@\"")
                .script("stubborn", "trap '' TERM", "while true; do sleep 0.05; done");
        commit = repository.commit("feat: one");
    }

    @AfterEach
    void close() {
        CrashPoints.rest();
        registry.close();
        DockerClientFactory.instance()
                .client()
                .removeImageCmd(images.image("owner/crash-points:1.4.0"))
                .exec();
        images.close();
        site.stop(0);
        client.close();
        store.close();
        releaseApi.close();
    }

    @Test
    void endsInOneVerdictWhereverItDies() throws Exception {
        CrashPoints.crashAt(each);
        var url = "http://127.0.0.1:%d/".formatted(site.getAddress().getPort());
        var request = before(
                source(),
                Map.of("api", registry.name() + "/owner/api:1"),
                program("install", "./note", "true"),
                program("unit", List.of("install"), "./note", "sleep", "1.5")
                        .withReports(List.of(new ReportSpec(ReportSpec.Format.TYPESCRIPT, null, null, null))),
                http("smoke", url));
        releaseApi.ask(request);
        releaseApi.babble();
        live(() -> isToldAndOver(request));

        var interrupted = before(source(), program("slow", "./note", "sleep", "60"));
        releaseApi.ask(interrupted);
        live(() -> ledger().stream().anyMatch(it -> it.contains("/slow/")));
        await().atMost(LONGEST_LIFE)
                .untilAsserted(() -> assertThat(releaseApi.parked()).isEqualTo(1));

        var image = images.image("owner/crash-points:1.4.0");
        var built = before(source(), Map.of("api", image, "worker", image), build(image), push(image));
        releaseApi.ask(built);
        live(() -> isToldAndOver(built));

        var tagged = request(
                GatePhase.SETTLED, source(), Map.of(), null, Instant.now().plusSeconds(900), tag("v1.4.0", commit));
        releaseApi.ask(tagged);
        live(() -> isToldAndOver(tagged));

        var housekeeping = Instant.now().plusSeconds(60);
        while (true) {
            var life = Life.begin(folder.resolve("data"), store);
            if (survives(() -> life.removeOlderThan(housekeeping)) & survives(life::end)) {
                break;
            }
            life.end();
            CrashPoints.revive();
        }

        var stubborn = before(source(), impatient(program("stubborn", "./note", "./stubborn")));
        releaseApi.ask(stubborn);
        live(() -> isToldAndOver(stubborn));

        releaseApi.hearAll();
        var told = hasOneVerdict(request, Verdict.PASSED);
        assertThat(told.images().get("api")).endsWith("@" + DIGEST);
        hasOneVerdict(stubborn, Verdict.FAILED);
        hasOneVerdict(tagged, Verdict.PASSED);
        assertThat(repository.git("rev-parse", "v1.4.0^{commit}")).isEqualTo(commit);
        assertThat(hasOneVerdict(built, Verdict.PASSED).images().values())
                .hasSize(2)
                .allMatch(it -> it.startsWith(images.image("owner/crash-points@sha256:")));
        assertThat(ledger()).as("attempts that were made").doesNotHaveDuplicates();
        assertThat(marks(told, "unit")).isSubsetOf(ledger());
        assertThat(run(request)).as("removed with age").isNull();
        covers();
    }

    private void covers() {
        var died = new TreeSet<String>();
        each.died().stream().map(Moment::point).forEach(died::add);
        System.out.printf(
                "gate-service: %s; %d deaths, each before and after%n",
                catalogue.covered(died), each.died().size());
        assertThat(catalogue.faults()).isEmpty();
        assertThat(catalogue.points().stream()
                        .filter(it -> !died.contains(it) && !ofProbes.contains(it))
                        .toList())
                .as("where it never died")
                .isSubsetOf(LEFT_OUT.keySet());
    }

    /** Begins one life after another, until one of them gets as far as that. */
    private void live(BooleanSupplier goal) {
        while (true) {
            var life = Life.begin(folder.resolve("data"), store);
            await().dontCatchUncaughtExceptions()
                    .atMost(LONGEST_LIFE)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> CrashPoints.died() != null || goal.getAsBoolean());
            life.end();
            if (CrashPoints.died() == null) {
                return;
            }
            CrashPoints.revive();
        }
    }

    private static boolean survives(Runnable work) {
        try {
            work.run();
        } catch (Crashed e) {
            return false;
        }
        return CrashPoints.died() == null;
    }

    private GateReport hasOneVerdict(GatesRequested request, Verdict expected) {
        var reports = releaseApi.reports().stream()
                .filter(it -> it.deploymentId().equals(request.deploymentId()))
                .toList();
        var verdicts = reports.stream()
                .filter(it -> it.verdict() != Verdict.RUNNING)
                .distinct()
                .toList();
        assertThat(verdicts).singleElement().satisfies(it -> {
            assertThat(it.verdict()).as(it.toString()).isEqualTo(expected);
            assertThat(it.revision())
                    .isEqualTo(reports.stream()
                            .mapToLong(GateReport::revision)
                            .max()
                            .orElseThrow());
        });
        return verdicts.getFirst();
    }

    /** Of the attempt that the verdict stands on. */
    private static List<String> marks(GateReport report, String gate) {
        return report.gates().stream()
                .filter(it -> it.name().equals(gate))
                .map(it -> "%s-BEFORE/%s/%d".formatted(report.deploymentId(), it.name(), it.attempt()))
                .toList();
    }

    private boolean isToldAndOver(GatesRequested request) {
        var run = run(request);
        return run != null
                && !"RUNNING".equals(run.getString("verdict"))
                && run.getList("outbox", Document.class).isEmpty();
    }

    private Document run(GatesRequested request) {
        return client.getDatabase("gates")
                .getCollection("runs")
                .find(eq("_id", RunId.of(request).toString()))
                .first();
    }

    private List<String> ledger() {
        try {
            return Files.exists(ledger) ? Files.readAllLines(ledger) : List.of();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Source source() {
        return new Source(repository.url(), "main");
    }

    private static GateSpec impatient(GateSpec gate) {
        return gate.withTimeout(Duration.ofMillis(300));
    }
}
