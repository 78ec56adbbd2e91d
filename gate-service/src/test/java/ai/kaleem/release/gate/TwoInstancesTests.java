package ai.kaleem.release.gate;

import static ai.kaleem.release.gate.Asked.before;
import static ai.kaleem.release.gate.Asked.program;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.contract.GateReport;
import ai.kaleem.release.common.contract.GateReport.Gate;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.Request.Source;
import ai.kaleem.release.common.mongo.EmbeddedMongo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes on one store, and a gate that one of them runs when something happens to it. */
class TwoInstancesTests {

    private static final Duration CLAIM = Duration.ofSeconds(3);

    /** Of the takeover: the claim runs out, and the other one looks for such runs in half of it; then our own patience. */
    private static final Duration BOUND = CLAIM.plus(CLAIM.dividedBy(2)).plusSeconds(15);

    @TempDir
    static Path shared;

    private static EmbeddedMongo store;
    private static ServiceProcess one;
    private static ServiceProcess two;

    private final ReleaseApi releaseApi = new ReleaseApi();

    @TempDir
    Path folder;

    private ServiceProcess first;
    private ServiceProcess second;
    private Path runs;
    private Path go;

    @BeforeAll
    static void startBoth() throws IOException {
        store = EmbeddedMongo.inMemory();
        var settings = new String[] {
            "--spring.mongodb.uri=" + store.connectionString("gates"),
            "--kaleem.gates.claim=%ds".formatted(CLAIM.toSeconds())
        };
        one = ServiceProcess.start(shared.resolve("one"), settings);
        two = ServiceProcess.start(shared.resolve("two"), settings);
    }

    @AfterAll
    static void endBoth() throws Exception {
        one.close();
        two.close();
        store.close();
    }

    @BeforeEach
    void oneOfThemRunsAGate() throws Exception {
        runs = folder.resolve("begun");
        go = folder.resolve("go");
        var repository = Repository.in(folder.resolve("shop"));
        repository
                .script(
                        "slow",
                        "echo $$ $TMPDIR >> %s".formatted(runs),
                        "while [ ! -e %s ]; do sleep 0.05; done".formatted(go))
                .commit("slow");
        for (var service : List.of(one, two)) {
            if (!service.isAlive()) {
                service.start();
            }
        }
        await().atMost(ReleaseApi.SOON).until(() -> isReady(one) && isReady(two));
        releaseApi.ask(before(new Source(repository.url(), "main"), program("slow", "./slow")));
        await().atMost(ReleaseApi.SOON).until(() -> begun().size() == 1);
        first = begun().getFirst().contains(one.folder().toString()) ? one : two;
        second = first == one ? two : one;
    }

    @AfterEach
    void close() throws IOException {
        Files.writeString(go, "");
        releaseApi.close();
    }

    @Test
    void theOtherOneGoesOnForOneThatIsKilled() throws Exception {
        first.kill();

        await().atMost(BOUND).until(() -> begun().size() == 2);
        assertThat(begun().getLast()).contains(second.folder().toString());
        passesAsAttemptTwo();
    }

    @Test
    void oneThatWasKilledEndsWhatItLeftBehindWhenItIsBack() throws Exception {
        first.kill();
        var builder = new ProcessBuilder("sleep", "60");
        builder.environment().put("KALEEM_GATE_SERVICE", first.instance());
        var left = builder.start();

        first.start();

        assertThat(left.waitFor(30, TimeUnit.SECONDS)).isTrue();
        Files.writeString(go, "");
        assertThat(releaseApi.verdict().verdict()).isEqualTo(Verdict.PASSED);
    }

    @Test
    void oneThatWakesUpLateChangesNothingAndEndsItsPrograms() throws Exception {
        first.pause();
        await().atMost(BOUND).until(() -> begun().size() == 2);

        first.goOn();

        await().atMost(BOUND).until(() -> !runs(pid(0)));
        assertThat(Files.readString(first.log())).contains("is now worked on by another instance");
        passesAsAttemptTwo();
        assertThat(begun()).as("nobody ran it a third time").hasSize(2);
    }

    @Test
    void oneThatIsStoppedGivesItsRunBack() throws Exception {
        first.end();

        assertThat(runs(pid(0))).isFalse();
        await().atMost(BOUND).until(() -> begun().size() == 2);
        passesAsAttemptTwo();
    }

    private void passesAsAttemptTwo() throws IOException {
        Files.writeString(go, "");
        var end = releaseApi.verdict();
        assertThat(end.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(end.gates()).extracting(Gate::attempt).containsExactly(2);
        // What one of them had under way when it was stopped may arrive late; the newest is what counts.
        assertThat(releaseApi.reports()).extracting(GateReport::revision).allMatch(it -> it <= end.revision());
    }

    private List<String> begun() throws IOException {
        return Files.exists(runs) ? Files.readAllLines(runs) : List.of();
    }

    private long pid(int attempt) throws IOException {
        return Long.parseLong(begun().get(attempt).split(" ")[0]);
    }

    private static boolean isReady(ServiceProcess service) throws IOException {
        return Files.readString(service.log()).contains("Started GateServiceApplication");
    }

    private static boolean runs(long pid) {
        try {
            return !Files.readString(Path.of("/proc/%d/stat".formatted(pid))).contains(") Z ");
        } catch (IOException e) {
            return false;
        }
    }
}
