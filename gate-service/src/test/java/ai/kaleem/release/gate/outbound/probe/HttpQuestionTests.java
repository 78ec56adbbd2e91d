package ai.kaleem.release.gate.outbound.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.kaleem.release.common.contract.GateSpec.Http;
import ai.kaleem.release.gate.gate.Outcome;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpQuestionTests {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    @TempDir
    Path secrets;

    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private HttpServer server;
    private String publish;
    private Asker asker;

    @BeforeEach
    void start() throws IOException {
        asker = new Asker(secrets);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        answer("/ok", 200, "{\"status\": \"ok\"}");
        answer("/down", 503, "no database");
        answer("/moved", 302, "");
        server.createContext("/third", exchange -> {
            exchange.sendResponseHeaders(asked.incrementAndGet() < 3 ? 503 : 200, -1);
            exchange.close();
        });
        server.createContext("/silent", exchange -> await());
        server.createContext("/trickle", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('a');
            exchange.getResponseBody().flush();
            await();
        });
        server.createContext("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (var body = exchange.getResponseBody()) {
                var part = "a".repeat(64 * 1024).getBytes(StandardCharsets.UTF_8);
                for (int i = 0; i < 1_000_000; i++) {
                    body.write(part);
                }
            }
        });
        server.start();
        publish = "127.0.0.1:%d".formatted(server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        stopped.countDown();
        server.stop(0);
    }

    @Test
    void passesOnStatusAndBody() throws Exception {
        assertThat(ask("/ok", "\"status\":\\s*\"ok\"", 1)).isInstanceOf(Outcome.Passed.class);
        assertThat(ask("http://" + publish + "/ok", null, 1)).isInstanceOf(Outcome.Passed.class);
        assertThat(asker.log()).contains("GET http://%s/ok, attempt 1 of 1: HTTP 200 after".formatted(publish));
    }

    @Test
    void asksAgainUntilItPasses() throws Exception {
        assertThat(ask("/third", null, 5).summary()).startsWith("HTTP 200 at attempt 3 of 5, after ");
        assertThat(asked).hasValue(3);
    }

    @Test
    void failsWithWhatItSaw() throws Exception {
        assertThat(ask("/down", null, 2)).isEqualTo(new Outcome.Failed("HTTP 503, not 200 at 2 of 2 attempts"));
        assertThat(asker.log()).endsWith("no database\n");
        assertThat(ask("/ok", "degraded", 1))
                .isEqualTo(new Outcome.Failed("HTTP 200, but the body does not match degraded at 1 of 1 attempts"));
    }

    @Test
    void followsNoRedirect() throws Exception {
        assertThat(ask("/moved", null, 1)).isEqualTo(new Outcome.Failed("HTTP 302, not 200 at 1 of 1 attempts"));
    }

    @Test
    void noAnswerIsTheProductsFailure() throws Exception {
        server.stop(0);

        assertThat(ask("/ok", null, 1)).isEqualTo(new Outcome.Failed("no connection at 1 of 1 attempts"));
        assertThat(ask("http://host.invalid/ok", null, 1))
                .isEqualTo(new Outcome.Failed("no such host at 1 of 1 attempts"));
    }

    @Test
    void waitsNoLongerThanTheTimeoutForHeadersAndBody() throws Exception {
        for (var path : new String[] {"/silent", "/trickle"}) {
            var began = System.nanoTime();
            assertThat(ask(path, null, 1))
                    .isEqualTo(new Outcome.Failed("no whole answer within 1000 ms at 1 of 1 attempts"));
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began)).isCloseTo(1_000, within(800L));
        }
    }

    @Test
    void readsNoMoreOfABodyThanItLooksAt() throws Exception {
        assertThat(asker.ask(http("/endless", "^a+$", 1), publish, Duration.ofSeconds(20)))
                .isInstanceOf(Outcome.Passed.class);
    }

    @Test
    void aHarmfulPatternTakesNoLongerThanTheBody() throws Exception {
        answer("/long", 200, "a".repeat(100_000) + "!");

        assertThat(ask("/long", "^(a+)+$", 1)).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void saysWhatIsWrongWithThePlan() throws Exception {
        assertThat(ask("/ok", "(", 1).summary()).startsWith("the plan's body pattern cannot be read");
        assertThat(ask("ok", null, 1).summary()).isEqualTo("'ok' is neither a path nor an http address");
        assertThat(asker.ask(http("/ok", null, 1), null, TIMEOUT).summary())
                .startsWith("nowhere to ask /ok: the environment publishes nothing");
    }

    @Test
    void everyInterfaceMeansThisHost() {
        assertThat(Target.of("/x", "0.0.0.0:3000")).hasToString("http://127.0.0.1:3000/x");
        assertThat(Target.of("/x", "[::]:3000")).hasToString("http://127.0.0.1:3000/x");
        assertThat(Target.of("/x", "3000")).hasToString("http://127.0.0.1:3000/x");
        assertThat(Target.of("/x", "10.0.0.5:3000")).hasToString("http://10.0.0.5:3000/x");
    }

    private Outcome ask(String url, String body, int attempts) throws InterruptedException {
        return asker.ask(http(url, body, attempts), publish, TIMEOUT);
    }

    private static Http http(String url, String body, int attempts) {
        return new Http(url, 200, body, attempts, Duration.ofMillis(10));
    }

    private void answer(String path, int status, String body) {
        server.createContext(path, exchange -> {
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            if (status == 302) {
                exchange.getResponseHeaders().set("Location", "/ok");
            }
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    private void await() {
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
