package ai.kaleem.release.agent.outbound.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.agent.deploy.Backups;
import ai.kaleem.release.agent.deploy.Backups.Key;
import ai.kaleem.release.agent.deploy.Backups.Purpose;
import ai.kaleem.release.agent.deploy.Place;
import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.agent.outbound.docker.DockerPlace;
import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.DatastoreSpecBuilder;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.StoredData.Count;
import ai.kaleem.release.common.testing.Images;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder of the host. */
class FolderBackupsTests implements DrilledBackupsContract {

    @TempDir
    Path folder;

    DockerPlace docker;
    Path data;

    @BeforeEach
    void open() throws IOException {
        docker = new DockerPlace(folder);
        data = Files.createDirectory(folder.resolve("up loads"));
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
        return List.of(new Count("files", 2, 2, 2), new Count("folders", 1, 1, 1), new Count("others", 0, 0, 0));
    }

    @Override
    public DatastoreSpec datastore(int keep) {
        return spec(DatastoreSpec.Type.FOLDER, data.toString(), keep);
    }

    private static DatastoreSpec spec(DatastoreSpec.Type type, String source, int keep) {
        return DatastoreSpecBuilder.builder()
                .name("uploads")
                .type(type)
                .container("")
                .keep(keep)
                .timeout(Duration.ofSeconds(60))
                .source(source)
                .build();
    }

    @Override
    public void write(String value) {
        try {
            Files.writeString(data.resolve("value"), value);
            Files.writeString(
                    Files.createDirectories(data.resolve("of-" + value)).resolve(".hidden"), value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String read() {
        try {
            return Files.readString(data.resolve("value"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Key aKey() {
        return new Key(place(), DeploymentId.next(), Purpose.BEFORE_RELEASE);
    }

    @Test
    void restoresOwnersModesAndLinksAndNothingElse() throws IOException {
        write("before");
        var value = data.resolve("value");
        Files.setPosixFilePermissions(value, PosixFilePermissions.fromString("rw-r-----"));
        Files.setAttribute(value, "unix:uid", 1234);
        Files.createSymbolicLink(data.resolve("link"), Path.of("value"));
        var backup = backups().take(aKey(), datastore(1));
        write("after");
        Files.delete(data.resolve("link"));
        Files.setAttribute(value, "unix:uid", 0);

        backups().restore(place(), datastore(1), backup);
        assertThat(read()).isEqualTo("before");
        assertThat(Files.readSymbolicLink(data.resolve("link"))).isEqualTo(Path.of("value"));
        assertThat(Files.getAttribute(value, "unix:uid", LinkOption.NOFOLLOW_LINKS))
                .isEqualTo(1234);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(value)))
                .isEqualTo("rw-r-----");
        assertThat(data.resolve("of-before/.hidden")).hasContent("before");
        assertThat(data.resolve("of-after")).doesNotExist();
        assertNothingIsLeft();
    }

    @Test
    void backsUpAVolumeAsWell() throws IOException {
        var volume = place().app() + "-uploads";
        docker.engine.tell("Making", it -> it.createVolumeCmd().withName(volume).exec());
        try {
            write("before");
            var ofFolder = backups().take(aKey(), datastore(1));
            var inVolume = spec(DatastoreSpec.Type.VOLUME, volume, 1);
            backups().restore(place(), inVolume, ofFolder);
            var ofVolume = backups().take(aKey(), inVolume);
            write("after");
            backups().restore(place(), datastore(1), ofVolume);
            assertThat(read()).isEqualTo("before");
            assertNothingIsLeft();
        } finally {
            docker.engine.tell("Removing", it -> it.removeVolumeCmd(volume).exec());
        }
    }

    @Test
    void doesNotMakeTheVolumeOrFolderThatIsNotThere() {
        var nowhere = folder.resolve("nowhere");
        assertThatThrownBy(() -> backups().take(aKey(), spec(DatastoreSpec.Type.FOLDER, nowhere.toString(), 1)))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining(nowhere.toString());
        assertThat(nowhere).doesNotExist();
        assertThatThrownBy(() -> backups().take(aKey(), spec(DatastoreSpec.Type.VOLUME, place().app() + "-none", 1)))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("there is no volume '%s-none'".formatted(place().app()));
    }

    private void assertNothingIsLeft() {
        assertThat(docker
                        .engine
                        .ask(
                                "Listing",
                                it -> it.listContainersCmd().withShowAll(true).exec())
                        .stream()
                        .flatMap(it -> List.of(it.getNames()).stream()))
                .noneMatch(it -> it.contains(place().app()));
    }
}
