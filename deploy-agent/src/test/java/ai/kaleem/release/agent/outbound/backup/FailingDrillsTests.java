package ai.kaleem.release.agent.outbound.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.agent.deploy.Backups.Key;
import ai.kaleem.release.agent.deploy.Backups.Purpose;
import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.agent.outbound.docker.DockerPlace;
import ai.kaleem.release.agent.outbound.docker.Execution;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.DatastoreSpec.Type;
import ai.kaleem.release.common.contract.DatastoreSpecBuilder;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.testing.Images;
import com.github.dockerjava.api.model.HealthCheck;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Drills of a real Redis that find what they are for, and what keeps them from it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FailingDrillsTests {

    private DockerPlace docker;
    private Path folder;
    private String container;

    @BeforeAll
    void open(@TempDir Path temporary) throws IOException {
        folder = temporary;
        docker = new DockerPlace(folder);
        container = docker.runsForeign("redis", Images.redis().asCanonicalNameString(), List.of(), "redis-server");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> redis("SET", "order", "tea").equals("OK"));
    }

    @AfterAll
    void close() throws IOException {
        docker.close();
    }

    @BeforeEach
    void write() throws IOException {
        redis("SET", "order", "tea");
    }

    @AfterEach
    void nothingIsLeftAndTheLiveDataIsUntouched() throws IOException {
        assertThat(docker.engine.find(
                        "Looking", it -> it.inspectContainerCmd(drillName()).exec()))
                .isEmpty();
        assertThat(redis("GET", "order")).isEqualTo("tea");
    }

    @Test
    void aFlippedBitIsFound() throws IOException {
        var spec = spec(Type.REDIS, container);
        var backup = take(spec);
        var bytes = Files.readAllBytes(Path.of(backup.file()));
        bytes[bytes.length / 2] ^= 1;
        Files.write(Path.of(backup.file()), bytes);

        fails(spec, backup, 1024, "is not what was sealed (SHA-256");
    }

    @Test
    void oneThatPassedAndRotsIsDrilledNoMore() throws IOException {
        var spec = spec(Type.REDIS, container);
        var backup = take(spec);
        assertThat(backups(1024).drill(docker.place, spec, backup).passed()).isTrue();
        assertThat(backups(1024).held(docker.place, spec).getFirst().backup().drilled())
                .isTrue();
        Files.write(Path.of(backup.file()), new byte[] {0}, StandardOpenOption.APPEND);

        fails(spec, backup, 1024, "is not what was sealed (SHA-256");
    }

    /** As where a tool wrote what it cannot read: the seal is right, the content is not. */
    @Test
    void whatTheStoreCannotLoadIsFoundThoughItsSealIsRight() throws IOException {
        var spec = spec(Type.REDIS, container);
        var backup = take(spec);
        var file = Path.of(backup.file());
        try (var out = Packed.into(Files.newOutputStream(file))) {
            out.write("REDIS0011 and then nothing that is one".getBytes(UTF_8));
        }
        var manifest = Path.of(backup.file() + ".json");
        Files.writeString(manifest, Files.readString(manifest).replace(backup.sha256(), Digest.of(file)));

        fails(spec, backup, 1024, "Redis does not load the backup");
    }

    @Test
    void countsThatDifferAreNamed() throws IOException {
        var spec = spec(Type.REDIS, container, "true");
        var backup = take(spec);
        var manifest = Path.of(backup.file() + ".json");
        var text = Files.readString(manifest);
        Files.writeString(manifest, text.replace("\"least\":1,\"most\":1", "\"least\":3,\"most\":4"));
        assertThat(Files.readString(manifest)).isNotEqualTo(text);

        var drilled = backups(1024).drill(docker.place, spec, backup);

        assertThat(drilled.passed()).isFalse();
        assertThat(drilled.detail())
                .isEqualTo("Restored, but 1 of 1 counts differ: db0 has 1, and had 3 to 4 when it was taken");
        isNotDrilled(spec);
    }

    @Test
    void aCheckThatEndsBadlyIsToldWithWhatItSaid() throws IOException {
        var spec = spec(Type.REDIS, container, "sh", "-c", "echo no orders >&2; exit 3");
        fails(spec, take(spec), 1024, "no orders");
    }

    @Test
    void aCheckThatHangsIsGivenUp() throws IOException {
        var spec = spec(Type.REDIS, container, "sleep", "1000");
        fails(spec, take(spec), 1024, "did not pass its drill");
    }

    @Test
    void aContainerThatDoesNotStartIsToldWithItsOutput() throws IOException {
        // Its image ends at once where it is not told what to do.
        var node = docker.runsForeign("node", Images.node().asCanonicalNameString(), List.of(), "sleep", "1000");
        var backup = take(spec(Type.REDIS, container));
        fails(spec(Type.POSTGRES, node), backup, 1024, "does not come up");
    }

    @Test
    void aDiskWithoutRoomIsFoundBeforeItBegins() throws IOException {
        var spec = spec(Type.REDIS, container);
        fails(spec, take(spec), Long.MAX_VALUE / 2, "are missing; make room there");
    }

    @Test
    void aForeignContainerOfItsNameIsLeftAlone() throws IOException {
        var spec = spec(Type.REDIS, container);
        var backup = take(spec);
        var id = docker.engine.ask(
                "Making",
                it -> it.createContainerCmd(Images.redis().asCanonicalNameString())
                        .withName(drillName())
                        .withLabels(Map.of("foreign", "yes"))
                        .exec()
                        .getId());
        try {
            assertThatThrownBy(() -> backups(1024).drill(docker.place, spec, backup))
                    .hasMessageContaining("already in use");
            backups(1024).clearDrill(docker.place, spec.name());
            assertThat(docker.engine.find(
                            "Looking", it -> it.inspectContainerCmd(id).exec()))
                    .isPresent();
        } finally {
            docker.engine.tell("Removing", it -> it.removeContainerCmd(id).exec());
        }
    }

    @Test
    void commandsWithoutOneThatRestoresAreRefusedInWords() throws IOException {
        var healthy = new HealthCheck().withTest(List.of("CMD", "true")).withInterval(200_000_000L);
        var store = docker.runsForeign(
                "own",
                Images.node().asCanonicalNameString(),
                it -> it.withCmd("sleep", "1000").withHealthcheck(healthy));
        var backup = take(spec(Type.REDIS, container));
        fails(spec(Type.COMMAND, store), backup, 1024, "its plan names no restore command");
    }

    private void fails(DatastoreSpec spec, AgentReport.Backup backup, long minFree, String words) {
        assertThatThrownBy(() -> backups(minFree).drill(docker.place, spec, backup))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining(words);
        isNotDrilled(spec);
    }

    private void isNotDrilled(DatastoreSpec spec) {
        assertThat(backups(1024).held(docker.place, spec).getFirst().backup().drilled())
                .isFalse();
    }

    private AgentReport.Backup take(DatastoreSpec spec) {
        return backups(1024).take(new Key(docker.place, DeploymentId.next(), Purpose.BEFORE_RELEASE), spec);
    }

    private FileBackups backups(long minFreeBytes) {
        return new FileBackups(
                docker.engine,
                Images.haproxy().asCanonicalNameString(),
                folder.resolve("backups"),
                minFreeBytes,
                Clock.systemUTC());
    }

    private static DatastoreSpec spec(Type type, String container, String... check) {
        return DatastoreSpecBuilder.builder()
                .name("store")
                .type(type)
                .container(container)
                .keep(50)
                .timeout(Duration.ofSeconds(5))
                .drill(new DatastoreSpec.Drill(List.of(check), null))
                .build();
    }

    private String drillName() {
        return "%s-%s-store-drill".formatted(docker.place.app(), docker.place.environment());
    }

    private String redis(String... arguments) throws IOException {
        var out = new ByteArrayOutputStream();
        var argv = Stream.concat(Stream.of("redis-cli"), Stream.of(arguments)).toList();
        new Execution(docker.engine).run(container, argv, Map.of(), out, Duration.ofSeconds(20));
        return out.toString(UTF_8).strip();
    }
}
