package ai.kaleem.release.agent.outbound.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.kaleem.release.agent.deploy.Backups;
import ai.kaleem.release.agent.deploy.Backups.Key;
import ai.kaleem.release.agent.deploy.Backups.Purpose;
import ai.kaleem.release.agent.deploy.BackupsContract;
import ai.kaleem.release.agent.deploy.Place;
import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.agent.outbound.docker.DockerPlace;
import ai.kaleem.release.agent.outbound.docker.Execution;
import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.DeploymentId;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that is one file. */
class CommandBackupsTests implements BackupsContract {

    @TempDir
    Path folder;

    DockerPlace docker;
    String container;

    @BeforeEach
    void open() {
        docker = new DockerPlace(folder);
        container = docker.runsForeign("files", Images.node().asCanonicalNameString(), List.of(), "sleep", "1000");
    }

    @AfterEach
    void close() throws IOException {
        docker.close();
    }

    @Override
    public Backups backups() {
        return new FileBackups(docker.engine, folder.resolve("backups"), 1024, Clock.systemUTC());
    }

    @Override
    public Place place() {
        return docker.place;
    }

    @Override
    public DatastoreSpec datastore(int keep) {
        return datastore(keep, List.of("cat", "/data"), Duration.ofSeconds(20));
    }

    private DatastoreSpec datastore(int keep, List<String> backup, Duration timeout) {
        return new DatastoreSpec(
                "files",
                DatastoreSpec.Type.COMMAND,
                container,
                keep,
                backup,
                List.of("sh", "-c", "cp \"$0\" /data"),
                timeout);
    }

    @Override
    public void write(String value) {
        in("sh", "-c", "printf %s \"$0\" > /data", value);
    }

    @Override
    public String read() {
        return in("cat", "/data");
    }

    private String in(String... argv) {
        var out = new ByteArrayOutputStream();
        try {
            new Execution(docker.engine).run(container, List.of(argv), Map.of(), out, Duration.ofSeconds(20));
            return out.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Key aKey() {
        return new Key(place(), DeploymentId.next(), Purpose.BEFORE_RELEASE);
    }

    @Test
    void streamsALargeBackupWhole() {
        in("sh", "-c", "head -c 50000000 /dev/urandom > /data");
        var sum = in("sha256sum", "/data").substring(0, 64);
        var backup = backups().take(aKey(), datastore(1));
        assertThat(backup.bytes()).isEqualTo(50_000_000);
        assertThat(backup.sha256()).isEqualTo(sum);
        write("gone");
        backups().restore(place(), datastore(1), backup);
        assertThat(in("sha256sum", "/data")).startsWith(sum);
        assertThat(in("ls", "/tmp")).doesNotContain("kaleem-restore");
    }

    @Test
    void isNoBackupWhenTheCommandFails() throws IOException {
        var failing =
                datastore(1, List.of("sh", "-c", "echo half; echo 'disk on fire' >&2; exit 7"), Duration.ofSeconds(20));
        assertThatThrownBy(() -> backups().take(aKey(), failing))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("'sh' in container '%s' ended with 7".formatted(container))
                .hasMessageNotContaining("disk on fire")
                .satisfies(it -> assertThat(((StepFailed) it).evidence()).isEqualTo("disk on fire"));
        assertNothingStays();
    }

    @Test
    void keepsWhatACommandIsToldToItself() {
        var secret = List.of("sh", "-c", "echo \"no entry with $1\" >&2; exit 1", "dump", "--password=sesame");
        assertThatThrownBy(() -> backups().take(aKey(), datastore(1, secret, Duration.ofSeconds(20))))
                .isInstanceOf(StepFailed.class)
                .hasMessageNotContaining("sesame");
        var backup = backups().take(aKey(), datastore(1, List.of("echo", "data"), Duration.ofSeconds(20)));
        var spec = new DatastoreSpec(
                "files",
                DatastoreSpec.Type.COMMAND,
                container,
                1,
                List.of(),
                List.of("sh", "-c", "echo \"no entry with $0\" >&2; exit 1", "--password=sesame"),
                Duration.ofSeconds(20));
        assertThatThrownBy(() -> backups().restore(place(), spec, backup))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("'sh' in container '%s' ended with 1".formatted(container))
                .hasMessageNotContaining("sesame")
                .satisfies(it -> assertThat(((StepFailed) it).evidence()).contains("no entry"));
    }

    @Test
    void isNoBackupWhenTheCommandWritesNothing() throws IOException {
        assertThatThrownBy(() -> backups().take(aKey(), datastore(1, List.of("true"), Duration.ofSeconds(20))))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("nothing");
        assertNothingStays();
    }

    @Test
    void isNoBackupWhenTheCommandTakesTooLong() throws IOException {
        var slow = datastore(1, List.of("sh", "-c", "echo half; sleep 60"), Duration.ofSeconds(1));
        assertThatThrownBy(() -> backups().take(aKey(), slow))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("longer than");
        assertNothingStays();
    }

    @Test
    void saysThatTheDiskIsFullAndLeavesNothingOnIt() throws Exception {
        var small = Files.createDirectory(folder.resolve("backups"));
        assumeTrue(mount("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", small.toString()), "needs root");
        try {
            var large = datastore(1, List.of("head", "-c", "9000000", "/dev/urandom"), Duration.ofSeconds(20));
            assertThatThrownBy(() -> backups().take(aKey(), large))
                    .isInstanceOf(StepFailed.class)
                    .hasMessageContaining("full");
            assertNothingStays();
        } finally {
            mount("umount", small.toString());
        }
    }

    private static boolean mount(String... argv) throws Exception {
        return new ProcessBuilder(argv)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    @Test
    void saysThatTheContainerIsNotThere() {
        container = "kaleem-not-there";
        assertThatThrownBy(() -> backups().take(aKey(), datastore(1)))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("kaleem-not-there");
    }

    private void assertNothingStays() throws IOException {
        try (var files = Files.walk(folder.resolve("backups"))) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }
}
