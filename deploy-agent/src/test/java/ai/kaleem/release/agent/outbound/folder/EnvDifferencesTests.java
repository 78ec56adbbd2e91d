package ai.kaleem.release.agent.outbound.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.agent.deploy.StepFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What changed in an env file is told by names and hashes. */
class EnvDifferencesTests {

    @TempDir
    Path folder;

    @Test
    void tellsNamesAndNoValue() throws IOException {
        var file = folder.resolve("api.env");
        Files.writeString(file, "SAME=1\nCHANGED=old-secret\nGONE=gone-secret\nEMPTIED=full-secret\n");
        var copies = new EnvFileCopies(Files.createDirectory(folder.resolve("env")), Clock.systemUTC());
        var hash = copies.keep(file.toString());
        assertThat(copies.differences(file.toString(), hash)).isEmpty();
        Files.writeString(file, "NEW=new-secret\nSAME='1'\nCHANGED=other-secret\nEMPTIED=\n");

        var lines = copies.differences(file.toString(), hash);

        assertThat(lines).hasSize(4).noneMatch(it -> it.contains("secret"));
        assertThat(lines.get(0)).matches("~ CHANGED [0-9a-f]{12} -> [0-9a-f]{12}");
        assertThat(lines.get(1)).matches("~ EMPTIED [0-9a-f]{12} -> \\(empty\\)");
        assertThat(lines.get(2)).matches("- GONE [0-9a-f]{12}");
        assertThat(lines.get(3)).matches("\\+ NEW [0-9a-f]{12}");
    }

    @Test
    void aHashTellsNothingInAnotherAnswer() {
        var was = Map.of("FLAG", "true");
        var is = Map.of("FLAG", "false");

        assertThat(new EnvDifferences().of(was, is)).isNotEqualTo(new EnvDifferences().of(was, is));
    }

    @Test
    void aFileThatIsNotThereIsNamed() throws IOException {
        var file = folder.resolve("api.env");
        Files.writeString(file, "A=1\n");
        var copies = new EnvFileCopies(Files.createDirectory(folder.resolve("env")), Clock.systemUTC());
        var hash = copies.keep(file.toString());
        Files.delete(file);

        assertThatThrownBy(() -> copies.differences(file.toString(), hash))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("env file %s is not on this host".formatted(file));
    }
}
