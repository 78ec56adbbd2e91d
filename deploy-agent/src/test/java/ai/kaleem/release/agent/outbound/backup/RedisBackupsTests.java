package ai.kaleem.release.agent.outbound.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.agent.deploy.Backups;
import ai.kaleem.release.agent.deploy.Backups.Key;
import ai.kaleem.release.agent.deploy.Backups.Purpose;
import ai.kaleem.release.agent.deploy.BackupsContract;
import ai.kaleem.release.agent.deploy.Place;
import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.agent.outbound.docker.DockerPlace;
import ai.kaleem.release.agent.outbound.docker.Execution;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.DatastoreSpecBuilder;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.StoredData;
import ai.kaleem.release.common.testing.Images;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisBackupsTests implements BackupsContract {

    @TempDir
    Path folder;

    DockerPlace docker;
    String container;
    Map<String, String> password = Map.of();

    @BeforeEach
    void open() {
        docker = new DockerPlace(folder);
        container = starts("redis");
    }

    @AfterEach
    void close() throws IOException {
        docker.close();
    }

    private String starts(String name, String... arguments) {
        var command =
                Stream.concat(Stream.of("redis-server"), Stream.of(arguments)).toArray(String[]::new);
        var started = docker.runsForeign(name, Images.redis().asCanonicalNameString(), List.of(), command);
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> redisIn(started, "PING").matches("PONG|.*NOAUTH.*"));
        return started;
    }

    @Override
    public Backups backups() {
        return new FileBackups(
                docker.engine,
                Images.haproxy().asCanonicalNameString(),
                folder.resolve("backups"),
                1024,
                Clock.systemUTC());
    }

    @Override
    public Place place() {
        return docker.place;
    }

    @Override
    public DatastoreSpec datastore(int keep) {
        return DatastoreSpecBuilder.builder()
                .name("redis")
                .type(DatastoreSpec.Type.REDIS)
                .container(container)
                .keep(keep)
                .timeout(Duration.ofSeconds(30))
                .build();
    }

    @Override
    public void write(String value) {
        redis("FLUSHALL");
        redis("SET", "value", value);
        redis("SADD", "values", value, "other");
        redis("-n", "3", "SET", "elsewhere", value);
    }

    @Override
    public String read() {
        assertThat(redis("SISMEMBER", "values", redis("GET", "value"))).isEqualTo("1");
        assertThat(redis("SCARD", "values")).isEqualTo("2");
        assertThat(redis("-n", "3", "GET", "elsewhere")).isEqualTo(redis("GET", "value"));
        assertThat(redis("DBSIZE")).isEqualTo("2");
        return redis("GET", "value");
    }

    private String redis(String... arguments) {
        return redisIn(container, arguments);
    }

    private String redisIn(String name, String... arguments) {
        var out = new ByteArrayOutputStream();
        try {
            var argv =
                    Stream.concat(Stream.of("redis-cli"), Stream.of(arguments)).toList();
            new Execution(docker.engine).run(name, argv, password, out, Duration.ofSeconds(20));
            return out.toString(UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Key aKey() {
        return new Key(place(), DeploymentId.next(), Purpose.BEFORE_RELEASE);
    }

    @Test
    void aDrillComparesTheKeysThatDoNotExpire() {
        write("x");
        redis("SET", "session", "of salma", "PX", "200");
        var spec = DatastoreSpecBuilder.builder()
                .name("redis")
                .type(DatastoreSpec.Type.REDIS)
                .container(container)
                .keep(50)
                .timeout(Duration.ofSeconds(30))
                .drill(new DatastoreSpec.Drill(List.of("redis-cli", "-p", "46379", "GET", "value"), null))
                .build();
        var backup = backups().take(new Key(place(), DeploymentId.next(), Purpose.BEFORE_RESTORE), spec);
        write("y");

        var drilled = backups().drill(place(), spec, backup);

        assertThat(drilled.passed()).as(drilled.detail()).isTrue();
        assertThat(drilled.detail()).isEqualTo("Restored; 2 counts agree; 'redis-cli' ended with 0: x");
        assertThat(drilled.counts())
                .containsExactly(new StoredData.Count("db0", 2, 2, 2), new StoredData.Count("db3", 1, 1, 1));
        assertThat(read()).isEqualTo("y");
        assertThat(backups().held(place(), spec).getFirst().backup().drilled()).isTrue();
    }

    @Test
    void provesTheBackupInAThrowawayContainerThatIsGoneAfterwards() {
        write("x");
        assertThat(backups().take(aKey(), datastore(1)).drilled()).isTrue();
        assertThat(throwaways()).isEmpty();
    }

    @Test
    void leavesTheStoresSettingsAsTheyWere() {
        var before = redis("CONFIG", "GET", "*");
        backups().take(aKey(), datastore(1));
        assertThat(redis("CONFIG", "GET", "*")).isEqualTo(before);
    }

    @Test
    void restoresAnEmptyStore() {
        var backup = backups().take(aKey(), datastore(1));
        write("x");
        backups().restore(place(), datastore(1), backup);
        assertThat(redis("DBSIZE")).isEqualTo("0");
    }

    @Test
    void restoresForGoodWithAppendOnlyFiles() {
        container = starts("appending", "--appendonly", "yes");
        restoreSurvivesARestart();
    }

    @Test
    void restoresForGoodWithSnapshots() {
        restoreSurvivesARestart();
    }

    private void restoreSurvivesARestart() {
        write("before");
        var backup = backups().take(aKey(), datastore(1));
        write("after");
        backups().restore(place(), datastore(1), backup);
        assertThat(read()).isEqualTo("before");
        assertThat(redis("INFO", "replication")).contains("role:master");
        docker.engine.tell("Killing", it -> it.killContainerCmd(container).exec());
        docker.engine.tell("Starting", it -> it.startContainerCmd(container).exec());
        await().atMost(Duration.ofSeconds(20)).until(() -> redis("PING").equals("PONG"));
        assertThat(read()).isEqualTo("before");
    }

    @Test
    void goesOnWhereAnAgentDiedWhileTheStoreFollowed() throws Exception {
        var backup = diesWhileTheStoreFollows();
        assertThat(throwaways()).hasSize(1);
        backups().restore(place(), datastore(1), backup);
        assertStandsAloneAgain();
    }

    @Test
    void goesOnAlsoWhenWhatTheStoreFollowedIsGone() throws Exception {
        var backup = diesWhileTheStoreFollows();
        docker.engine.tell(
                "Removing",
                it -> it.removeContainerCmd(throwaways().getFirst())
                        .withForce(true)
                        .exec());
        backups().restore(place(), datastore(1), backup);
        assertStandsAloneAgain();
    }

    private AgentReport.Backup diesWhileTheStoreFollows() throws Exception {
        write("before");
        var backup = backups().take(aKey(), datastore(1));
        write("after");
        // With a name its throw-away does not know it follows and never gets there: time enough to die.
        redis("CONFIG", "SET", "masteruser", "nobody");
        redis("CONFIG", "SET", "masterauth", "nothing");
        var agent = RestoringProcess.start(DockerPlace.SOCKET, place(), container, Path.of(backup.file()));
        try {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> redis("INFO", "replication").contains("role:slave"));
        } finally {
            agent.destroyForcibly().waitFor();
        }
        redis("CONFIG", "SET", "masteruser", "");
        redis("CONFIG", "SET", "masterauth", "");
        assertThat(redis("SET", "order", "1")).startsWith("READONLY");
        return backup;
    }

    private void assertStandsAloneAgain() {
        assertThat(read()).isEqualTo("before");
        assertThat(redis("INFO", "replication")).contains("role:master");
        assertThat(redis("SET", "order", "1")).isEqualTo("OK");
        assertThat(throwaways()).isEmpty();
    }

    @Test
    void leavesSomebodysReplicaAlone() {
        var backup = backups().take(aKey(), datastore(1));
        redis("REPLICAOF", "10.255.255.1", "6379");
        assertThatThrownBy(() -> backups().restore(place(), datastore(1), backup))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("restore its master");
        assertThat(redis("INFO", "replication")).contains("role:slave");
    }

    @Test
    void comesWithThePasswordTheServerWasStartedWith() {
        container = starts("secret", "--requirepass", "open sesame", "--masterauth", "open sesame");
        password = Map.of("REDISCLI_AUTH", "open sesame");
        write("before");
        var backup = backups().take(aKey(), datastore(1));
        write("after");
        backups().restore(place(), datastore(1), backup);
        assertThat(read()).isEqualTo("before");
    }

    @Test
    void findsAFlippedBitAndTouchesNothing() throws IOException {
        write("before");
        var backup = backups().take(aKey(), datastore(1));
        var file = Path.of(backup.file());
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        write("after");
        assertThatThrownBy(() -> backups().restore(place(), datastore(1), backup))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining(backup.sha256());
        assertThat(read()).isEqualTo("after");
    }

    @Test
    void keepsFilesToTheAgentsUser() throws IOException {
        var backup = backups().take(aKey(), datastore(1));
        var file = Path.of(backup.file());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        try (var files = Files.list(file.getParent())) {
            assertThat(files).hasSize(2).noneMatch(it -> it.toString().endsWith(".partial"));
        }
    }

    @Test
    void leavesNothingBehindWhenTheStoreDoesNotRun() throws IOException {
        docker.engine.tell("Killing", it -> it.killContainerCmd(container).exec());
        assertThatThrownBy(() -> backups().take(aKey(), datastore(1)))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining(container);
        try (var files = Files.walk(folder.resolve("backups"))) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void saysWhenThereIsNotEnoughDisk() {
        var greedy = new FileBackups(
                docker.engine,
                Images.haproxy().asCanonicalNameString(),
                folder.resolve("backups"),
                Long.MAX_VALUE / 2,
                Clock.systemUTC());
        assertThatThrownBy(() -> greedy.take(aKey(), datastore(1)))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("Not enough disk");
    }

    private List<String> throwaways() {
        return docker
                .engine
                .ask("Listing", it -> it.listContainersCmd().withShowAll(true).exec())
                .stream()
                .flatMap(it -> Stream.of(it.getNames()))
                .filter(it -> it.contains(place().app()) && it.endsWith("throwaway"))
                .toList();
    }
}
