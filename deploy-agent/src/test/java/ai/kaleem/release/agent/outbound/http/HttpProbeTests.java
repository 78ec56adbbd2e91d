package ai.kaleem.release.agent.outbound.http;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.agent.deploy.Probe.Answer;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpProbeTests {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final HttpProbe probe = new HttpProbe();
    private final CountDownLatch never = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        for (var status : new int[] {200, 204, 301, 404, 503}) {
            server.createContext("/" + status, exchange -> {
                exchange.getResponseHeaders().set("Location", "/200");
                exchange.sendResponseHeaders(status, -1);
                exchange.close();
            });
        }
        server.createContext("/hangs", exchange -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        never.countDown();
        server.stop(0);
    }

    private Answer ask(String path, Duration timeout) {
        return probe.ask("127.0.0.1", server.getAddress().getPort(), path, timeout);
    }

    @Test
    void takesEvery2xxForUp() {
        assertThat(ask("/200", PATIENCE)).isEqualTo(new Answer.Up(200));
        assertThat(ask("204", PATIENCE)).isEqualTo(new Answer.Up(204));
    }

    @Test
    void takesEverythingElseForDown() {
        assertThat(ask("/301", PATIENCE)).isEqualTo(new Answer.Down("/301 answered 301"));
        assertThat(ask("/404", PATIENCE)).isEqualTo(new Answer.Down("/404 answered 404"));
        assertThat(ask("/503", PATIENCE)).isEqualTo(new Answer.Down("/503 answered 503"));
        assertThat(ask("/a b", PATIENCE)).isInstanceOf(Answer.Down.class);
    }

    @Test
    void doesNotWaitForEver() {
        assertThat(ask("/hangs", Duration.ofMillis(150)))
                .isEqualTo(new Answer.Down("/hangs did not answer within 150 ms"));
    }

    @Test
    void knowsWhenNobodyListens() {
        var port = server.getAddress().getPort();
        server.stop(0);
        assertThat(probe.ask("127.0.0.1", port, "/", PATIENCE))
                .isEqualTo(new Answer.Silent("nobody listens at port %d".formatted(port)));
    }
}
