package ai.kaleem.release.gate.outbound.probe;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.Probe.Call;
import ai.kaleem.release.common.contract.Probe.Latency;
import ai.kaleem.release.gate.gate.Outcome;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatencyQuestionTests {

    @TempDir
    Path secrets;

    private final AtomicInteger asked = new AtomicInteger();
    private IntUnaryOperator millis = number -> 0;
    private IntUnaryOperator status = number -> 200;
    private HttpServer server;
    private String publish;
    private Asker asker;

    @BeforeEach
    void start() throws IOException {
        asker = new Asker(secrets);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            var number = asked.incrementAndGet();
            LockSupport.parkNanos(Duration.ofMillis(millis.applyAsInt(number)).toNanos());
            exchange.sendResponseHeaders(status.applyAsInt(number), -1);
            exchange.close();
        });
        server.start();
        publish = "127.0.0.1:%d".formatted(server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void passesBelowTheLimitAndSaysTheNumbers() throws Exception {
        assertThat(ask(latency(20, 0, 10_000)).summary())
                .matches(
                        "p50 \\d+ ms, p95 \\d+ ms, p99 \\d+ ms, 20 samples, 0 failed at attempt 1 of 1, after \\d+ ms");
        assertThat(asked).hasValue(20);
    }

    @Test
    void failsAboveIt() throws Exception {
        millis = number -> 60;

        assertThat(ask(latency(5, 0, 50)))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        it -> assertThat(it.summary())
                                .matches(
                                        "p95 \\d+ ms, limit 50 ms \\(p50 \\d+ ms, .*, 5 samples, 0 failed\\) at 1 of 1 attempts"));
    }

    @Test
    void leavesTheWarmUpOut() throws Exception {
        millis = number -> number <= 3 ? 1500 : 0;
        status = number -> number <= 3 ? 503 : 200;

        assertThat(ask(latency(10, 3, 1000))).isInstanceOf(Outcome.Passed.class);
        assertThat(asked).hasValue(13);
    }

    @Test
    void countsAndShowsFailedSamples() throws Exception {
        status = number -> number % 5 == 0 ? 503 : 200;

        assertThat(ask(latency(10, 0, 10_000)).summary()).startsWith("2 of 10 samples failed, limit 0 (p50 ");
        assertThat(asker.log()).contains("sample 5 of 10 failed: HTTP 503", "sample 10 of 10 failed: HTTP 503");
        assertThat(ask(new Latency(
                                new Call("/", null, null, null),
                                10,
                                0,
                                Duration.ZERO,
                                2,
                                null,
                                Duration.ofSeconds(10),
                                null,
                                Asker.ONCE))
                        .summary())
                .contains("10 samples, 2 failed at attempt 1");
    }

    @Test
    void saysSoWhereNothingAnswers() throws Exception {
        server.stop(0);

        assertThat(ask(latency(3, 1, 300)).summary())
                .isEqualTo("3 of 3 samples failed, limit 0 (nothing measured) at 1 of 1 attempts");
        assertThat(asker.log()).contains("sample 1 of 3 failed: no connection");
    }

    @Test
    void endsWithItsTimeout() throws Exception {
        millis = number -> 400;

        assertThat(asker.ask(latency(1000, 0, 300), publish, Duration.ofSeconds(1)))
                .isEqualTo(new Outcome.Failed("not all of 1000 samples within 1000 ms at 1 of 1 attempts"));
    }

    @Test
    void ranksAreOfWhatWasMeasured() {
        var times = new Percentiles(100);
        for (int i = 100; i >= 1; i--) {
            times.add(Duration.ofMillis(i));
        }

        assertThat(times).hasToString("p50 50 ms, p95 95 ms, p99 99 ms");
        var one = new Percentiles(1);
        one.add(Duration.ofMillis(7));
        assertThat(one.at(50)).isEqualTo(one.at(99)).isEqualTo(Duration.ofMillis(7));
    }

    private Outcome ask(Latency latency) throws InterruptedException {
        return asker.ask(latency, publish, Duration.ofSeconds(30));
    }

    private static Latency latency(int samples, int warmUp, long p95) {
        return new Latency(
                new Call("/", null, null, null),
                samples,
                warmUp,
                Duration.ZERO,
                0,
                null,
                Duration.ofMillis(p95),
                null,
                Asker.ONCE);
    }
}
