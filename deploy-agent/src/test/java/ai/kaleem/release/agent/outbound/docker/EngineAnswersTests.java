package ai.kaleem.release.agent.outbound.docker;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.agent.deploy.HostUnavailable;
import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.common.registry.LoginFile;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Docker's own words for what it refuses and for what it cannot do at the moment. */
class EngineAnswersTests {

    private HttpServer docker;
    private Engine engine;
    private volatile String answer = "";

    @BeforeEach
    void listen() throws IOException {
        docker = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        docker.createContext("/", exchange -> {
            var body = "{\"message\":\"%s\"}".formatted(answer).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(500, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        docker.start();
        engine = Engine.at(
                "tcp://127.0.0.1:" + docker.getAddress().getPort(),
                Duration.ofSeconds(10),
                LoginFile.of("", "a.setting"));
    }

    @AfterEach
    void close() throws IOException {
        engine.close();
        docker.stop(0);
    }

    /** Said by 20.10 when containerd had been killed under it. */
    @Test
    void anEngineWhoseContainerdIsAwayIsWaitedFor() {
        answer = "transport is closing: unavailable";
        assertThatThrownBy(this::start)
                .isInstanceOf(HostUnavailable.class)
                .hasMessageStartingWith("Starting shop-api: Docker at tcp://127.0.0.1:")
                .hasMessageEndingWith("waits for its containerd (transport is closing: unavailable)");
    }

    @Test
    void whatTheEngineRefusesFails() {
        answer = "driver failed programming external connectivity: port is already allocated";
        assertThatThrownBy(this::start)
                .isInstanceOf(StepFailed.class)
                .hasMessage("Starting shop-api: Docker says: " + answer);
    }

    private void start() {
        engine.tell(
                "Starting shop-api",
                docker -> docker.startContainerCmd("shop-api").exec());
    }
}
