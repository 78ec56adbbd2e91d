package ai.kaleem.release.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.mongo.EmbeddedMongo;
import ai.kaleem.release.system.world.Forward;
import ai.kaleem.release.system.world.Installation;
import ai.kaleem.release.system.world.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A part that is down when a service starts is named, with the place it was looked for; the service waits and goes on. */
class MissingPartsTests {

    @Test
    void everyServiceWaitsForTheBrokerTheDatabaseAndTheEngine() throws IOException {
        try (var installation = Installation.prepared();
                var database = new Forward()) {
            var socket = installation.folder().resolve("docker.sock");
            var uri = "mongodb://127.0.0.1:%d/%s";
            installation.releaseApi().with("MONGODB_URI", uri.formatted(database.port(), "release"));
            installation.gateService().with("MONGODB_URI", uri.formatted(database.port(), "gates"));
            installation.notifier().with("MONGODB_URI", uri.formatted(database.port(), "notices"));
            installation.deployAgent().with("KALEEM_AGENT_DOCKER_HOST", "unix://" + socket);
            installation.services().forEach(ServiceProcess::launch);

            var broker = "127.0.0.1:" + installation.broker().port();
            installation.services().forEach(it -> says(it, "RabbitMQ", broker));
            Stream.of(installation.releaseApi(), installation.gateService(), installation.notifier())
                    .forEach(it -> says(it, "MongoDB", "127.0.0.1:" + database.port()));
            says(installation.deployAgent(), "Docker", socket.toString());
            assertThat(installation.services()).allMatch(ServiceProcess::isAlive);

            try (var mongo = EmbeddedMongo.inMemory()) {
                var host = mongo.connectionString().getHosts().getFirst();
                database.to(Integer.parseInt(host.substring(host.lastIndexOf(':') + 1)));
                Files.createSymbolicLink(socket, Path.of("/var/run/docker.sock"));
                installation.broker().create();
                installation.services().forEach(ServiceProcess::awaitHealthy);
                installation.services().forEach(ServiceProcess::kill);
            }
        }
    }

    private static void says(ServiceProcess service, String... words) {
        await("%s says where it looked for %s".formatted(service.name(), words[0]))
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> service.output()
                        .lines()
                        .anyMatch(line -> Arrays.stream(words).allMatch(line::contains)));
    }
}
