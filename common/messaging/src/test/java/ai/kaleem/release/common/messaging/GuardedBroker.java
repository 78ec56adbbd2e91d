package ai.kaleem.release.common.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.testcontainers.rabbitmq.RabbitMQContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/** A real RabbitMQ with the users that {@code scripts/secrets} makes and no other; release-api has declared the topology. */
final class GuardedBroker implements AutoCloseable {

    private final Path secrets;
    private final RabbitMQContainer container = new RabbitMQContainer(DockerImageName.parse(
                    Optional.ofNullable(System.getenv("KALEEM_RABBITMQ_IMAGE")).orElse("kaleem-standin/rabbitmq:4"))
            .asCompatibleSubstituteFor("rabbitmq"));

    /** @param folder where the secrets are made */
    GuardedBroker(Path folder, String... agents) throws Exception {
        secrets = folder;
        for (var agent : agents) {
            makeSecrets(agent);
        }
        var settings =
                Files.writeString(folder.resolve("rabbitmq.conf"), "load_definitions = /etc/rabbitmq/ours.json\n");
        container
                .withCopyFileToContainer(
                        MountableFile.forHostPath(folder.resolve("rabbitmq-definitions.json"), 0644),
                        "/etc/rabbitmq/ours.json")
                .withCopyFileToContainer(
                        MountableFile.forHostPath(settings, 0644), "/etc/rabbitmq/conf.d/20-tests.conf")
                .withStartupTimeout(Duration.ofMinutes(2))
                .start();
        declareTopology(agents);
    }

    private void declareTopology(String... agents) throws IOException {
        var releaseApi = new CachingConnectionFactory(factory("release-api"));
        var topology = new TopologyDeclarer(releaseApi);
        topology.declareAll();
        for (var agent : agents) {
            topology.declareAgent(agent);
        }
        releaseApi.destroy();
    }

    /** A connection of that user; the caller closes it. */
    Connection connect(String user) throws Exception {
        return factory(user).newConnection();
    }

    private ConnectionFactory factory(String user) throws IOException {
        var factory = new ConnectionFactory();
        factory.setHost(container.getHost());
        factory.setPort(container.getAmqpPort());
        factory.setUsername(user);
        factory.setPassword(
                Files.readString(secrets.resolve("rabbitmq." + user)).strip());
        factory.setAutomaticRecoveryEnabled(false);
        return factory;
    }

    private void makeSecrets(String agent) throws IOException, InterruptedException {
        var script = Path.of("../../scripts/secrets").toRealPath();
        var said = secrets.resolve("secrets.log");
        var process = new ProcessBuilder(List.of(script.toString(), secrets.toString(), agent))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(said)).isZero();
    }

    @Override
    public void close() {
        container.stop();
    }
}
