package ai.kaleem.release.agent.outbound.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.agent.deploy.Backups;
import ai.kaleem.release.agent.deploy.Backups.Key;
import ai.kaleem.release.agent.deploy.Backups.Purpose;
import ai.kaleem.release.agent.deploy.Place;
import ai.kaleem.release.agent.outbound.docker.DockerPlace;
import ai.kaleem.release.agent.outbound.docker.Execution;
import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.DatastoreSpecBuilder;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.StoredData.Count;
import ai.kaleem.release.common.testing.Images;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A RabbitMQ's definitions. */
class RabbitBackupsTests {

    @TempDir
    Path folder;

    @Test
    void bringsBackWhatWasTakenAwayAndLeavesWhatWasAdded() throws IOException {
        try (var docker = new DockerPlace(folder)) {
            var container = runs(docker);
            var backups = backups(docker);
            var spec = spec(container);
            Place place = docker.place;
            in(docker, container, "rabbitmqctl", "add_user", "salma", "sesame");
            in(docker, container, "rabbitmqctl", "set_policy", "limit", ".*", "{\"max-length\":7}");
            var backup = backups.take(new Key(place, DeploymentId.next(), Purpose.BEFORE_RELEASE), spec);
            in(docker, container, "rabbitmqctl", "delete_user", "salma");
            in(docker, container, "rabbitmqctl", "set_policy", "limit", ".*", "{\"max-length\":8}");
            in(docker, container, "rabbitmqctl", "add_user", "omar", "sesame");

            backups.restore(place, spec, backup);
            assertThat(in(docker, container, "rabbitmqctl", "-q", "list_users")).contains("salma", "omar");
            assertThat(in(docker, container, "rabbitmqctl", "-q", "list_policies"))
                    .contains("{\"max-length\":7}");
            assertThat(in(docker, container, "rabbitmqctl", "authenticate_user", "salma", "sesame"))
                    .contains("Success");
            assertThat(in(docker, container, "ls", "/tmp")).doesNotContain("kaleem-restore");
        }
    }

    @Test
    void aDrillImportsTheDefinitionsIntoABrokerOfItsOwn() throws IOException {
        try (var docker = new DockerPlace(folder)) {
            var container = runs(docker);
            var spec = spec(container).withDrill(new DatastoreSpec.Drill(List.of("rabbitmqctl", "list_users"), null));
            in(docker, container, "rabbitmqctl", "add_user", "salma", "sesame");
            in(docker, container, "rabbitmqctl", "delete_user", "guest");
            in(docker, container, "rabbitmqctl", "set_policy", "limit", ".*", "{\"max-length\":7}");
            var backup = backups(docker).take(new Key(docker.place, DeploymentId.next(), Purpose.BEFORE_RELEASE), spec);
            in(docker, container, "rabbitmqctl", "add_user", "omar", "sesame");

            var drilled = backups(docker).drill(docker.place, spec, backup);

            assertThat(drilled.passed()).as(drilled.detail()).isTrue();
            assertThat(drilled.detail()).contains("7 counts agree", "salma").doesNotContain("omar");
            assertThat(drilled.counts()).contains(new Count("users", 1, 1, 1), new Count("policies", 1, 1, 1));
            assertThat(docker.named("-drill")).isEmpty();
        }
    }

    private static String runs(DockerPlace docker) {
        var container = docker.runsForeign("rabbit", Images.rabbitmq().asCanonicalNameString(), List.of());
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofSeconds(1))
                .until(() ->
                        in(docker, container, "rabbitmqctl", "-q", "list_users").contains("guest"));
        return container;
    }

    private Backups backups(DockerPlace docker) {
        return new FileBackups(
                docker.engine,
                Images.haproxy().asCanonicalNameString(),
                folder.resolve("backups"),
                1024,
                Clock.systemUTC());
    }

    private static DatastoreSpec spec(String container) {
        return DatastoreSpecBuilder.builder()
                .name("rabbit")
                .type(DatastoreSpec.Type.RABBITMQ)
                .container(container)
                .keep(1)
                .timeout(Duration.ofSeconds(60))
                .build();
    }

    private static String in(DockerPlace docker, String container, String... argv) {
        var out = new ByteArrayOutputStream();
        try {
            new Execution(docker.engine).run(container, List.of(argv), Map.of(), out, Duration.ofSeconds(30));
            return out.toString(UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
