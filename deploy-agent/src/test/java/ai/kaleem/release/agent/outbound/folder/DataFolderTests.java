package ai.kaleem.release.agent.outbound.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTests {

    @TempDir
    Path parent;

    @Test
    void keepsASecondAgentOut() {
        var folder = parent.resolve("agent");
        try (var held = DataFolder.hold(folder)) {
            assertThat(held.path()).isEqualTo(folder);
            assertThatThrownBy(() -> DataFolder.hold(folder))
                    .isInstanceOf(FolderUnusable.class)
                    .hasMessageContaining("Another agent works on this host")
                    .hasMessageContaining(folder.toString());
        }
        DataFolder.hold(folder).close();
    }

    @Test
    void isForTheOwnerAlone() throws IOException {
        try (var held = DataFolder.hold(parent.resolve("agent"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(held.path())))
                    .isEqualTo("rwx------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(held.below("env"))))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void saysWhichFolderItCannotWrite() throws IOException {
        var file = Files.createFile(parent.resolve("file"));
        assertThatThrownBy(() -> DataFolder.hold(file.resolve("agent")))
                .isInstanceOf(FolderUnusable.class)
                .hasMessageContaining("kaleem.agent.data-folder");
    }
}
