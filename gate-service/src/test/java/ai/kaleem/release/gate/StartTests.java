package ai.kaleem.release.gate;

import static ai.kaleem.release.gate.Asked.before;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.mongo.EmbeddedMongo;
import ai.kaleem.release.common.testing.Broker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** Parts that are missing when the service starts. */
@ExtendWith(OutputCaptureExtension.class)
class StartTests {

    @TempDir
    Path folder;

    @Test
    void waitsForAStoreThatIsAwayAndThenTakesUpWhatWasAsked(CapturedOutput output) throws Exception {
        Files.writeString(folder.resolve("token"), "internal");
        try (var releaseApi = new ReleaseApi();
                var door = new Door();
                var service = launch(
                        "--spring.rabbitmq.addresses=" + Broker.shared().url(),
                        "--spring.mongodb.uri=mongodb://127.0.0.1:%d/gates".formatted(door.port()))) {
            releaseApi.ask(before(null));
            await().atMost(ReleaseApi.SOON)
                    .until(() -> output.getAll()
                            .contains("MongoDB at 127.0.0.1:%d cannot be reached".formatted(door.port())));
            assertThat(service.isRunning()).isTrue();

            try (var mongo = EmbeddedMongo.inMemory()) {
                door.open(mongo.connectionString().getHosts().getFirst());

                assertThat(releaseApi.verdict().verdict()).isEqualTo(Verdict.PASSED);
                assertThat(releaseApi.parked()).isZero();
                service.close();
            }
        }
    }

    @Test
    void startsWithoutABrokerAndSaysWhereItLooks(CapturedOutput output) throws IOException {
        Files.writeString(folder.resolve("token"), "internal");
        try (var service = launch("--spring.rabbitmq.addresses=amqp://127.0.0.1:1")) {
            assertThat(service.isRunning()).isTrue();
            await().atMost(ReleaseApi.SOON)
                    .until(() -> output.getAll().contains("RabbitMQ at 127.0.0.1:1 cannot be reached"));
        }
    }

    @Test
    void saysInASentenceThatItsTokenIsMissing(CapturedOutput output) {
        assertThatThrownBy(() -> launch()).rootCause().isInstanceOf(IOException.class);

        assertThat(output.getAll())
                .contains("Description:", "%s (kaleem.internal-token-file) cannot".formatted(folder.resolve("token")))
                .doesNotContain("\tat org.springframework.boot.SpringApplication.run");
    }

    private ConfigurableApplicationContext launch(String... more) throws IOException {
        var arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--kaleem.gates.data-folder=" + folder.resolve("data"),
                "--kaleem.embedded-mongo.folder=" + folder.resolve("mongo"),
                "--kaleem.internal-token-file=" + folder.resolve("token")));
        arguments.addAll(List.of(more));
        return new SpringApplicationBuilder(GateServiceApplication.class).run(arguments.toArray(String[]::new));
    }

    /** A port that is known before anybody answers at it. */
    private static final class Door implements AutoCloseable {

        private final int port;
        private ServerSocket server;

        Door() throws IOException {
            try (var free = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
        }

        int port() {
            return port;
        }

        /** From now on whoever comes is led to that address. */
        void open(String address) throws IOException {
            server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
            var target = Integer.parseInt(address.substring(address.indexOf(':') + 1));
            Thread.ofVirtual().start(() -> {
                while (!server.isClosed()) {
                    try {
                        var guest = server.accept();
                        var host = new Socket(InetAddress.getLoopbackAddress(), target);
                        carry(guest, host);
                        carry(host, guest);
                    } catch (IOException e) {
                        return;
                    }
                }
            });
        }

        private static void carry(Socket from, Socket to) {
            Thread.ofPlatform().daemon().start(() -> {
                try (from;
                        to) {
                    from.getInputStream().transferTo(to.getOutputStream());
                } catch (IOException e) {
                    // One of them has left.
                }
            });
        }

        @Override
        public void close() {
            try {
                if (server != null) {
                    server.close();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
