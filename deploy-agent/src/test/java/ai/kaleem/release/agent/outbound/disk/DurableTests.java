package ai.kaleem.release.agent.outbound.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.agent.deploy.DiskLost;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableTests {

    @TempDir
    Path folder;

    /** The kernel itself says no: a device that keeps nothing confirms nothing. */
    @Test
    void doesNotTakeADisksNoForAYes() throws IOException {
        var nowhere = Path.of("/dev/null");
        try (var channel = FileChannel.open(nowhere, StandardOpenOption.WRITE)) {
            assertThatThrownBy(() -> Durable.file(channel, nowhere))
                    .isInstanceOf(DiskLost.class)
                    .hasMessageContaining("/dev/null was written, and the disk does not confirm it");
        }
        assertThatThrownBy(() -> Durable.names(nowhere)).isInstanceOf(DiskLost.class);
    }

    @Test
    void confirmsWhatADiskHas() throws IOException {
        var file = folder.resolve("file");
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            assertThatCode(() -> Durable.file(channel, file)).doesNotThrowAnyException();
        }
        assertThatCode(() -> Durable.names(folder)).doesNotThrowAnyException();
    }

    @Test
    void makesEveryFolderThatIsMissing() throws IOException {
        Durable.folders(folder.resolve("a/b/c"));
        Durable.folders(folder.resolve("a/b/c"));
        assertThat(folder.resolve("a/b/c")).isDirectory();
        Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> Durable.folders(folder.resolve("file/b"))).isInstanceOf(IOException.class);
    }
}
