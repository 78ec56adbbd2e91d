package ai.kaleem.release.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PepperSettingsTests {

    @Test
    void thereIsNoneWhereNoneIsNamed() {
        assertThat(new PepperSettings(null).pepper()).isNull();
    }

    @Test
    void readsTheFile(@TempDir Path folder) throws IOException {
        var file = Files.writeString(folder.resolve("pepper"), "a".repeat(32) + "\n");

        assertThat(new PepperSettings(file).pepper()).isNotNull();
    }

    @Test
    void nothingStartsWhereItCannotBeUsed(@TempDir Path folder) throws IOException {
        var absent = new PepperSettings(folder.resolve("absent"));
        var shortOne = new PepperSettings(Files.writeString(folder.resolve("short"), "a-short-pepper"));

        assertThatThrownBy(absent::pepper)
                .isInstanceOf(PepperSettings.Unusable.class)
                .hasMessageContaining("absent is of no use");
        assertThatThrownBy(shortOne::pepper)
                .isInstanceOf(PepperSettings.Unusable.class)
                .hasMessageContaining("at least 32 characters")
                .hasMessageNotContaining("a-short-pepper");
        assertThat(new PepperSettings.Analyzer()
                        .analyze(new PepperSettings.Unusable("Gone"))
                        .getAction())
                .contains("openssl rand -base64 32");
    }
}
