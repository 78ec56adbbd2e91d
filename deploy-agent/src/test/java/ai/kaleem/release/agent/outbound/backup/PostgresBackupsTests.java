package ai.kaleem.release.agent.outbound.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.agent.deploy.Backups;
import ai.kaleem.release.agent.deploy.Backups.Key;
import ai.kaleem.release.agent.deploy.Backups.Purpose;
import ai.kaleem.release.agent.deploy.Place;
import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.agent.outbound.docker.DockerPlace;
import ai.kaleem.release.agent.outbound.docker.Execution;
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
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL with a user, a password and a database of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresBackupsTests {

    Path folder;
    DockerPlace docker;
    String container;

    @BeforeAll
    void open(@TempDir Path temporary) {
        folder = temporary;
        docker = new DockerPlace(folder);
        var environment = List.of("POSTGRES_USER=salma", "POSTGRES_PASSWORD=ses ame", "POSTGRES_DB=Shop \"1\"");
        container = docker.runsForeign("postgres", Images.postgres().asCanonicalNameString(), environment);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> in("pg_isready", "-h", "127.0.0.1").contains("accepting"));
    }

    @AfterAll
    void close() throws IOException {
        docker.close();
    }

    private Backups backups() {
        return new FileBackups(
                docker.engine,
                Images.haproxy().asCanonicalNameString(),
                folder.resolve("backups"),
                1024,
                Clock.systemUTC());
    }

    private Place place() {
        return docker.place;
    }

    private DatastoreSpec datastore(int keep) {
        return DatastoreSpecBuilder.builder()
                .name("postgres")
                .type(DatastoreSpec.Type.POSTGRES)
                .container(container)
                .keep(keep)
                .timeout(Duration.ofSeconds(60))
                .build();
    }

    private void write(String value) {
        sql("DROP SCHEMA IF EXISTS shop CASCADE");
        sql("DROP TABLE IF EXISTS added");
        sql("CREATE SCHEMA shop CREATE TABLE orders (id serial PRIMARY KEY, value text UNIQUE)");
        sql("INSERT INTO shop.orders (value) SELECT '%s' || i FROM generate_series(1, 100) i".formatted(value));
        sql("CREATE TABLE added AS SELECT '%s' AS by".formatted(value));
    }

    private String read() {
        var value = sql("SELECT by FROM added");
        assertThat(sql("SELECT count(*) FROM shop.orders WHERE value LIKE '%s%%'".formatted(value)))
                .isEqualTo("100");
        assertThat(sql("SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"))
                .isEqualTo("1");
        return value;
    }

    private String sql(String statement) {
        return in("psql", "-U", "salma", "-d", "Shop \"1\"", "-Atq", "-v", "ON_ERROR_STOP=1", "-c", statement);
    }

    private String in(String... argv) {
        var out = new ByteArrayOutputStream();
        try {
            new Execution(docker.engine).run(container, List.of(argv), Map.of(), out, Duration.ofSeconds(20));
            return out.toString(UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Key aKey(Purpose purpose) {
        return new Key(place(), DeploymentId.next(), purpose);
    }

    @Test
    void provesTheBackupInAThrowawayContainerThatIsGoneAfterwards() {
        write("x");
        assertThat(backups().take(aKey(Purpose.BEFORE_RELEASE), datastore(1)).drilled())
                .isTrue();
        assertThat(docker
                        .engine
                        .ask(
                                "Listing",
                                it -> it.listContainersCmd().withShowAll(true).exec())
                        .stream()
                        .flatMap(it -> List.of(it.getNames()).stream()))
                .noneMatch(it -> it.contains(place().app()) && it.endsWith("throwaway"));
    }

    @Test
    void aDrillRestoresItBesideTheRealOneAndComparesItsRows() throws IOException {
        write("x");
        var spec = drilled("psql", "-c", "SELECT 1 / count(*) FROM shop.orders");
        var backup = backups().take(aKey(Purpose.BEFORE_RESTORE), spec);
        write("y");
        assertThat(backup.drilled()).isFalse();

        var drilled = backups().drill(place(), spec, backup);

        assertThat(drilled.passed()).as(drilled.detail()).isTrue();
        assertThat(drilled.counts())
                .containsExactly(
                        new StoredData.Count("public.added", 1, 1, 1),
                        new StoredData.Count("shop.orders", 100, 100, 100));
        assertThat(read()).isEqualTo("y");
        assertThat(backups().held(place(), spec).getFirst().backup().drilled()).isTrue();
        assertThat(docker.engine.find(
                        "Looking",
                        it -> it.inspectContainerCmd(
                                        "%s-%s-postgres-drill".formatted(place().app(), place().environment()))
                                .exec()))
                .isEmpty();
    }

    @Test
    void aDrillSaysWhichRowsAreMissing() throws IOException {
        write("x");
        var spec = drilled();
        var backup = backups().take(aKey(Purpose.BEFORE_RESTORE), spec);
        var manifest = Path.of(backup.file() + ".json");
        Files.writeString(
                manifest, Files.readString(manifest).replace(":100,", ":107,").replace(":100}", ":107}"));

        var drilled = backups().drill(place(), spec, backup);

        assertThat(drilled.passed()).isFalse();
        assertThat(drilled.detail())
                .isEqualTo("Restored, but 1 of 2 counts differ: shop.orders has 100, and had 107 when it was taken");
        assertThat(backups().held(place(), spec).getFirst().backup().drilled()).isFalse();
    }

    @Test
    void aCheckThatDoesNotEndWellIsNoDrill() {
        write("x");
        var spec = drilled("psql", "-c", "SELECT 1 / (count(*) - 100) FROM shop.orders");
        var backup = backups().take(aKey(Purpose.BEFORE_RESTORE), spec);

        assertThatThrownBy(() -> backups().drill(place(), spec, backup))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("division by zero");
        assertThat(backups().held(place(), spec).getFirst().backup().drilled()).isFalse();
    }

    private DatastoreSpec drilled(String... check) {
        return DatastoreSpecBuilder.builder()
                .name("postgres")
                .type(DatastoreSpec.Type.POSTGRES)
                .container(container)
                .keep(50)
                .timeout(Duration.ofSeconds(60))
                .drill(new DatastoreSpec.Drill(List.of(check), null))
                .build();
    }

    @Test
    void restoresItAsItWas() {
        write("before");
        sql("ALTER DATABASE \"Shop \"\"1\"\"\" SET work_mem = '5MB'");
        var backup = backups().take(aKey(Purpose.BEFORE_RESTORE), datastore(1));
        write("after");
        sql("CREATE TABLE shop.new (id int)");
        sql("ALTER DATABASE \"Shop \"\"1\"\"\" RESET work_mem");
        backups().restore(place(), datastore(1), backup);
        assertThat(read()).isEqualTo("before");
        assertThat(sql("SHOW work_mem")).isEqualTo("5MB");
        assertThat(sql("SELECT to_regclass('shop.new') IS NULL")).isEqualTo("t");
        backups().restore(place(), datastore(1), backup);
        assertThat(read()).isEqualTo("before");
    }

    /** What a restore replaces it puts aside; an agent that dies then leaves half a database under the right name. */
    @Test
    void goesOnWhereAnAgentDiedInTheMiddleOfARestore() {
        write("before");
        var backup = backups().take(aKey(Purpose.BEFORE_RESTORE), datastore(1));
        admin("ALTER DATABASE \"Shop \"\"1\"\"\" RENAME TO \"Shop \"\"1\"\"_before_restore\"");
        admin("CREATE DATABASE \"Shop \"\"1\"\"\"");
        backups().restore(place(), datastore(1), backup);
        assertThat(read()).isEqualTo("before");
        assertThat(admin("SELECT count(*) FROM pg_database WHERE datname LIKE 'Shop%'"))
                .isEqualTo("1");
    }

    @Test
    void leavesTheDataAsItWasWhenTheRestoreFails() {
        write("before");
        var backup = backups().take(aKey(Purpose.BEFORE_RESTORE), datastore(1));
        write("after");
        // The dump names an owner that is not there any more.
        sql("CREATE ROLE gone");
        sql("ALTER TABLE added OWNER TO gone");
        var owned = backups().take(aKey(Purpose.BEFORE_RESTORE), datastore(1));
        sql("ALTER TABLE added OWNER TO salma");
        sql("DROP ROLE gone");
        write("later");
        assertThatThrownBy(() -> backups().restore(place(), datastore(1), owned))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("'pg_restore' in container '%s' ended with 1".formatted(container))
                .satisfies(it -> assertThat(((StepFailed) it).evidence()).contains("gone"));
        assertThat(read()).isEqualTo("later");
        backups().restore(place(), datastore(1), backup);
        assertThat(read()).isEqualTo("before");
    }

    private String admin(String statement) {
        return in("psql", "-U", "salma", "-d", "template1", "-Atq", "-v", "ON_ERROR_STOP=1", "-c", statement);
    }
}
