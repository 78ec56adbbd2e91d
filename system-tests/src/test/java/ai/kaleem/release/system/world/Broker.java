package ai.kaleem.release.system.world;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.testcontainers.utility.DockerImageName;

/**
 * RabbitMQ with the users and the few rights that {@code scripts/secrets} gives each service. It keeps its data over a kill,
 * and its port.
 */
public final class Broker {

    private final String container;
    private final String label;
    private final Path secrets;
    private final DockerImageName image;
    private final Optional<Outside> outside = Outside.told();
    private final int port = outside.map(Outside::port).orElseGet(Ports::free);
    private final Map<String, String> engine = outside.isPresent() ? Outside.ENGINE : Map.of();

    Broker(String container, String label, Path secrets, DockerImageName image) {
        this.container = container;
        this.label = label;
        this.secrets = secrets;
        this.image = image;
    }

    /** Starts it for the first time. */
    public void create() {
        outside.ifPresent(it -> Crossing.to(it.port(), it.socket()));
        docker(
                "run",
                "--detach",
                "--name",
                container,
                "--hostname",
                "kaleem-rabbitmq",
                "--label",
                label,
                "--label",
                outside.map(Outside::label).orElse(label),
                "--publish",
                "127.0.0.1:%d:5672".formatted(port),
                "--env",
                "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none",
                "--volume",
                secrets.resolve("rabbitmq-definitions.json") + ":/etc/rabbitmq/definitions.json:ro",
                "--volume",
                secrets.resolve("rabbitmq.conf") + ":/etc/rabbitmq/conf.d/20-tests.conf:ro",
                image.asCanonicalNameString());
        awaitGreeting();
    }

    /** Waits for its first byte: Docker's proxy takes a connection for everyone. */
    private void awaitGreeting() {
        await("RabbitMQ answers, see docker logs " + container)
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(200))
                .until(this::greets);
    }

    private boolean greets() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(1000);
            socket.getOutputStream().write(new byte[] {'A', 'M', 'Q', 'P', 0, 0, 9, 1});
            return socket.getInputStream().read() == 1;
        } catch (IOException e) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    /** It believes so until it is started again, and blocks who publishes. */
    public void runShortOfDisk() {
        docker("exec", container, "rabbitmqctl", "-q", "set_disk_free_limit", "100000GB");
    }

    /** It takes what is sent to it and reads none of it, until it is killed: a signal of this kind ends the pause. */
    public void hang() {
        docker("pause", container);
    }

    public void kill() {
        docker("kill", container);
    }

    /** Starts what was killed, with what it had on its disk. */
    public void start() {
        docker("start", container);
        awaitGreeting();
    }

    /** Where it lives on an engine that outlives this process. */
    void removeOutside() {
        outside.ifPresent(Outside::removeContainers);
    }

    private void docker(String... arguments) {
        var argv = Stream.concat(Stream.of("docker"), Stream.of(arguments)).toArray(String[]::new);
        Command.run(engine, Installation.patience(), argv);
    }
}
