package ai.kaleem.release.agent.outbound.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.agent.deploy.Backups;
import ai.kaleem.release.agent.deploy.Backups.Key;
import ai.kaleem.release.agent.deploy.Backups.Purpose;
import ai.kaleem.release.agent.deploy.Place;
import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.agent.outbound.disk.SmallDisk;
import ai.kaleem.release.agent.outbound.docker.DockerPlace;
import ai.kaleem.release.agent.outbound.docker.Execution;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.DatastoreSpecBuilder;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.StoredData.Count;
import ai.kaleem.release.common.testing.Images;
import com.github.dockerjava.api.model.HealthCheck;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that is one file. */
class CommandBackupsTests implements DrilledBackupsContract {

    @TempDir
    Path folder;

    DockerPlace docker;
    String container;

    @BeforeEach
    void open() {
        docker = new DockerPlace(folder);
        var healthy = new HealthCheck().withTest(List.of("CMD", "true")).withInterval(200_000_000L);
        container = docker.runsForeign(
                "files",
                Images.node().asCanonicalNameString(),
                it -> it.withCmd("sleep", "1000").withHealthcheck(healthy));
    }

    @Test
    void aDrillNeedsAHealthCheckToKnowWhenASecondStoreIsReady() {
        write("before");
        var silent = docker.runsForeign("silent", Images.node().asCanonicalNameString(), List.of(), "sleep", "1000");
        var backup = backups().take(aKey(), datastore(1));
        assertThatThrownBy(() -> backups().drill(place(), datastore(1).withContainer(silent), backup))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("container '%s' has no health check".formatted(silent));
    }

    @AfterEach
    void close() throws IOException {
        docker.close();
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
    public DockerPlace docker() {
        return docker;
    }

    @Override
    public List<Count> counts() {
        return List.of();
    }

    @Override
    public DatastoreSpec datastore(int keep) {
        return datastore(keep, List.of("cat", "/data"), Duration.ofSeconds(20));
    }

    private DatastoreSpec datastore(int keep, List<String> backup, Duration timeout) {
        return DatastoreSpecBuilder.builder()
                .name("files")
                .type(DatastoreSpec.Type.COMMAND)
                .container(container)
                .keep(keep)
                .backup(backup)
                .restore(List.of("sh", "-c", "cp \"$0\" /data"))
                .timeout(timeout)
                .build();
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
    void streamsALargeBackupWhole() throws IOException {
        in("sh", "-c", "head -c 50000000 /dev/urandom > /data");
        var sum = in("sha256sum", "/data").substring(0, 64);
        var backup = backups().take(aKey(), datastore(1));
        assertThat(Packed.in(Path.of(backup.file())).bytes()).isEqualTo(50_000_000);
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
        var spec = DatastoreSpecBuilder.builder()
                .name("files")
                .type(DatastoreSpec.Type.COMMAND)
                .container(container)
                .keep(1)
                .restore(List.of("sh", "-c", "echo \"no entry with $0\" >&2; exit 1", "--password=sesame"))
                .timeout(Duration.ofSeconds(20))
                .build();
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
        try (var small = SmallDisk.of(folder.resolve("backups"), 4)) {
            var large = datastore(1, List.of("head", "-c", "9000000", "/dev/urandom"), Duration.ofSeconds(20));
            assertThatThrownBy(() -> backups().take(aKey(), large))
                    .isInstanceOf(StepFailed.class)
                    .hasMessageContaining("the disk with %s".formatted(shelf()))
                    .hasMessageContaining("bytes are missing");
            assertNothingStays();

            write("small");
            var sealed = backups().take(aKey(), datastore(1));
            small.fill();
            assertThatThrownBy(() -> backups().take(aKey(), datastore(1)))
                    .isInstanceOf(StepFailed.class)
                    .hasMessageContaining("bytes that it needs in %s".formatted(shelf()))
                    .hasMessageContaining("are missing");
            assertThat(contentOf(sealed)).isEqualTo("small");
            write("later");
            backups().restore(place(), datastore(1), sealed);
            assertThat(read()).isEqualTo("small");
        }
    }

    /** Whoever else writes to the disk, the journal first of all, needs some of it too. */
    @Test
    void stopsWhileItsDiskHasRoomForOthers() throws Exception {
        try (var small = SmallDisk.of(folder.resolve("backups"), 16)) {
            var careful = new FileBackups(
                    docker.engine,
                    Images.haproxy().asCanonicalNameString(),
                    small.path(),
                    6_000_000,
                    Clock.systemUTC());
            var large = datastore(1, List.of("head", "-c", "15000000", "/dev/urandom"), Duration.ofSeconds(20));
            var least = new AtomicLong(Long.MAX_VALUE);
            var watching = small.watch(least);
            assertThatThrownBy(() -> careful.take(aKey(), large))
                    .isInstanceOf(StepFailed.class)
                    .hasMessageContaining("bytes are missing");
            watching.close();
            assertThat(least.get()).isGreaterThan(3_000_000);
        }
    }

    @Test
    void findsAFlippedBitBeforeItRestores() throws IOException {
        write("before");
        var backup = backups().take(aKey(), datastore(1));
        var bytes = Files.readAllBytes(Path.of(backup.file()));
        bytes[3] ^= 1;
        Files.write(Path.of(backup.file()), bytes);
        write("after");
        assertThatThrownBy(() -> backups().restore(place(), datastore(1), backup))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("%s is not what was sealed".formatted(backup.file()));
        assertThat(read()).isEqualTo("after");
    }

    @Test
    void refusesABackupWhoseManifestIsCutOff() throws IOException {
        write("first");
        var first = backups().take(aKey(), datastore(1));
        write("before");
        var key = aKey();
        var backup = backups().take(key, datastore(1));
        var manifest = Path.of(backup.file() + ".json");
        var whole = Files.readAllBytes(manifest);
        write("after");
        for (int length : List.of(0, 1, whole.length / 2, whole.length - 1)) {
            Files.write(manifest, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> backups().restore(place(), datastore(1), backup))
                    .isInstanceOf(StepFailed.class)
                    .hasMessageContaining(manifest.toString())
                    .hasMessageContaining("The data is as it was");
            // To take it again would put what the data is now in place of what it was.
            assertThatThrownBy(() -> backups().take(key, datastore(1)))
                    .isInstanceOf(StepFailed.class)
                    .hasMessageContaining(manifest.toString());
            assertThat(manifest).hasSize(length);
        }
        assertThat(read()).isEqualTo("after");
        assertThat(contentOf(backup)).isEqualTo("before");

        var third = backups().take(aKey(), datastore(1));
        backups().retain(place(), datastore(1), Set.of(first.file()));
        assertThat(contentOf(backup)).isEqualTo("before");
        backups().restore(place(), datastore(1), first);
        assertThat(read()).isEqualTo("first");
        backups().restore(place(), datastore(1), third);
        assertThat(read()).isEqualTo("after");
    }

    @Test
    void isNoBackupWithoutItsManifest() throws IOException {
        write("before");
        var backup = backups().take(aKey(), datastore(1));
        Files.delete(Path.of(backup.file() + ".json"));
        write("after");
        assertThatThrownBy(() -> backups().restore(place(), datastore(1), backup))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("not sealed");
        assertThat(read()).isEqualTo("after");
    }

    private static String contentOf(AgentReport.Backup backup) throws IOException {
        try (var content = Packed.in(Path.of(backup.file())).open()) {
            return new String(content.readAllBytes(), UTF_8);
        }
    }

    @Test
    void takesLessDiskThanTheCommandWrites() {
        in("sh", "-c", "for i in $(seq 1 100000); do echo order $i; done > /data");
        var told = new ArrayList<Long>();
        var backup = backups().take(aKey(), datastore(1), told::add);
        assertThat(backup.bytes()).isBetween(1_000L, 400_000L);
        assertThat(backup.file()).endsWith(".backup.zst");
    }

    @Test
    void saysHowFarItIs() {
        var slow = datastore(
                1,
                List.of("sh", "-c", "for i in 1 2 3 4 5 6; do head -c 1000 /dev/zero; sleep 0.7; done"),
                Duration.ofSeconds(20));
        var told = new ArrayList<Long>();
        backups().take(aKey(), slow, told::add);
        assertThat(told).isNotEmpty().isSorted().allMatch(it -> it > 0 && it <= 6000);
    }

    @Test
    void restoresWhatAnEarlierAgentWroteUncompressed() throws IOException {
        write("before");
        var key = aKey();
        var sealed = backups().take(key, datastore(1));
        var file = Path.of(sealed.file().replace(".zst", ""));
        Files.writeString(file, "before");
        var old = new AgentReport.Backup("files", file.toString(), 6, Digest.of(file), true, false, sealed.takenAt());
        var manifest = Path.of(sealed.file() + ".json");
        Files.writeString(
                Path.of(file + ".json"),
                Files.readString(manifest)
                        .replace(sealed.file(), file.toString())
                        .replace(sealed.sha256(), old.sha256()));
        Files.delete(manifest);
        Files.delete(Path.of(sealed.file()));
        write("after");
        assertThat(backups().take(key, datastore(1)).file()).isEqualTo(file.toString());
        backups().restore(place(), datastore(1), old);
        assertThat(read()).isEqualTo("before");
    }

    private Path shelf() {
        return folder.resolve("backups/%s/%s/files".formatted(place().app(), place().environment()));
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
