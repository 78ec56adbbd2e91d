package ai.kaleem.release.agent.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthEndpointTests {

    private final CountDownLatch never = new CountDownLatch(1);
    private final AtomicBoolean works = new AtomicBoolean(true);
    private final AtomicReference<String> trouble = new AtomicReference<>();
    private final HealthEndpoint endpoint = new HealthEndpoint(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            works::get,
            Map.of("broker", () -> false, "docker", this::hangs),
            trouble::get);

    private boolean hangs() {
        try {
            return never.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @BeforeEach
    void start() {
        endpoint.start();
    }

    @AfterEach
    void stop() {
        never.countDown();
        endpoint.stop();
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(endpoint.port(), path)))
                    .timeout(Duration.ofSeconds(20))
                    .method(method, HttpRequest.BodyPublishers.noBody())
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void isUpWhileTheBrokerIsAwayAndDockerHangs() throws Exception {
        var response = send("GET", "/health");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .isEqualTo("{\"status\":\"UP\",\"components\":{\"broker\":\"DOWN\",\"docker\":\"DOWN\"}}");
    }

    @Test
    void saysInWordsWhatIsWrongWithTheBroker() throws Exception {
        trouble.set("RabbitMQ says \"low on disk\"");
        var response = send("GET", "/health");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).endsWith(",\"description\":\"RabbitMQ says \\\"low on disk\\\"\"}");
    }

    @Test
    void isDownWithoutItsJournal() throws Exception {
        works.set(false);
        assertThat(send("GET", "/actuator/health").statusCode()).isEqualTo(503);
    }

    @Test
    void isForReadingAlone() throws Exception {
        assertThat(send("POST", "/health").statusCode()).isEqualTo(405);
    }
}
