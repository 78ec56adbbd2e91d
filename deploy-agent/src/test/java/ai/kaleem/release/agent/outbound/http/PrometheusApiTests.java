package ai.kaleem.release.agent.outbound.http;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.agent.deploy.Metrics.Reading;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real Prometheus answers, and what only a broken one would. */
class PrometheusApiTests {

    @TempDir
    static Path folder;

    private static RealPrometheus prometheus;
    private final PrometheusApi api = new PrometheusApi();

    @BeforeAll
    static void scrape() throws IOException {
        prometheus = new RealPrometheus(folder);
        var api = new PrometheusApi();
        prometheus.scrapes(
                "queue{name=\"shop-api-1\"} 12.5\nqueue{name=\"shop-api-2\"} 4\n",
                () -> assertThat(api.ask(prometheus.url(), "queue{name=\"shop-api-1\"}")
                                .join())
                        .isEqualTo(new Reading.Number(12.5)));
    }

    @AfterAll
    static void stop() {
        if (prometheus != null) {
            prometheus.close();
        }
    }

    private Reading ask(String query) {
        return api.ask(prometheus.url(), query).join();
    }

    private static Reading nothing(String why) {
        return new Reading.Nothing(why);
    }

    @Test
    void takesOneNumber() {
        assertThat(ask("sum(queue)")).isEqualTo(new Reading.Number(16.5));
        assertThat(ask("queue{name=\"shop-api-1\"} / ignoring(name) queue{name=\"shop-api-2\"}"))
                .isEqualTo(new Reading.Number(3.125));
        assertThat(ask("scalar(sum(queue)) + 0.5")).isEqualTo(new Reading.Number(17));
        assertThat(api.ask(prometheus.url() + "/", "sum(queue)").join()).isEqualTo(new Reading.Number(16.5));
    }

    @Test
    void saysThatThereIsNone() {
        assertThat(ask("queue{name=\"nobody\"}")).isEqualTo(nothing("the answer is empty"));
        assertThat(ask("sum(queue) * NaN")).isEqualTo(nothing("the answer is NaN"));
        assertThat(ask("sum(queue) / 0")).isEqualTo(nothing("the answer is +Inf"));
    }

    @Test
    void saysThatThereAreMany() {
        assertThat(ask("queue")).isEqualTo(nothing("the answer has 2 numbers and not one: sum them up in the query"));
        assertThat(ask("queue[1m]"))
                .isEqualTo(nothing("the answer is no number: ask for an instant vector or a scalar"));
    }

    @Test
    void saysWhatPrometheusSays() {
        assertThat(ask("sum(queue"))
                .isInstanceOfSatisfying(
                        Reading.Nothing.class,
                        it -> assertThat(it.why())
                                .startsWith("Prometheus says: ")
                                .contains("parse error"));
    }

    @Test
    void saysThatNobodyIsThere() throws IOException {
        try (var nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var url = "http://127.0.0.1:%d".formatted(nobody.getLocalPort());
            nobody.close();
            assertThat(api.ask(url, "up").join()).isEqualTo(nothing("nobody listens at " + url));
        }
        assertThat(api.ask("http://a b", "up").join())
                .isEqualTo(nothing("http://a b is no address of a Prometheus server"));
    }

    @Test
    void waitsNoLongerThanItMay() throws IOException {
        // Takes what comes, and says nothing.
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var url = "http://127.0.0.1:%d".formatted(silent.getLocalPort());
            var began = System.nanoTime();

            assertThat(api.ask(url, "up").join()).isEqualTo(nothing("no answer from %s within 5 s".formatted(url)));

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
        }
    }

    @Test
    void readsNoMoreThanItMayAndNothingElse() throws IOException {
        var other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/long", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (var out = exchange.getResponseBody()) {
                for (var i = 0; i < 40; i++) {
                    out.write(new byte[64 * 1024]);
                }
            }
        });
        other.createContext("/page", exchange -> {
            var body = "<html>".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(502, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        other.start();
        try {
            var url = "http://127.0.0.1:%d".formatted(other.getAddress().getPort());
            assertThat(api.ask(url + "/page", "up").join())
                    .isEqualTo(nothing("HTTP 502, and not as Prometheus answers"));
            assertThat(api.ask(url + "/long", "up").join())
                    .isInstanceOfSatisfying(
                            Reading.Nothing.class, it -> assertThat(it.why()).contains("/long broke off"));
        } finally {
            other.stop(0);
        }
    }
}
