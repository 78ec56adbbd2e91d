package ai.kaleem.release.agent.outbound.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.agent.deploy.StepFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvFileCopiesTests {

    @TempDir
    Path folder;

    private EnvFileCopies copies;

    @BeforeEach
    void open() throws IOException {
        Files.createDirectory(folder.resolve("copies"));
        copies = copies(Clock.systemUTC());
    }

    private EnvFileCopies copies(Clock clock) {
        return new EnvFileCopies(folder.resolve("copies"), clock);
    }

    @Test
    void removesWhatIsNeitherNeededNorYoung() throws IOException {
        var file = Files.writeString(folder.resolve("api.env"), "JWT_SECRET=one\n");
        var one = copies.keep(file.toString());
        Files.writeString(file, "JWT_SECRET=two\n");
        var two = copies.keep(file.toString());

        copies.retain(Set.of());
        assertThat(copies.at(one)).exists();
        copies(Clock.offset(Clock.systemUTC(), Duration.ofDays(2))).retain(Set.of(two));
        assertThat(copies.at(one)).doesNotExist();
        assertThat(copies.at(two)).exists();
    }

    @Test
    void keepsTheContentWhateverBecomesOfTheFile() throws IOException {
        var file = Files.writeString(folder.resolve("api.env"), "JWT_SECRET=one\n");
        var one = copies.keep(file.toString());
        Files.writeString(file, "JWT_SECRET=two\n");
        var two = copies.keep(file.toString());
        assertThat(one).isNotEqualTo(two).matches("[0-9a-f]{64}");
        assertThat(copies.at(one)).hasContent("JWT_SECRET=one\n");
        assertThat(copies.at(two)).hasContent("JWT_SECRET=two\n");
    }

    @Test
    void isReadableByTheOwnerAlone() throws IOException {
        var file = Files.writeString(folder.resolve("api.env"), "JWT_SECRET=one\n");
        var copy = copies.at(copies.keep(file.toString()));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
                .isEqualTo("rw-------");
    }

    @Test
    void keepsTheSameContentOnce() throws IOException {
        var file = Files.writeString(folder.resolve("api.env"), "A=1\n");
        assertThat(copies.keep(file.toString())).isEqualTo(copies.keep(file.toString()));
        try (var all = Files.list(folder.resolve("copies"))) {
            assertThat(all).hasSize(1);
        }
    }

    @Test
    void namesTheFileThatIsMissing() {
        assertThatThrownBy(() -> copies.keep("/opt/nowhere/api.env"))
                .isInstanceOf(StepFailed.class)
                .hasMessage("env file /opt/nowhere/api.env is not on this host");
    }
}
