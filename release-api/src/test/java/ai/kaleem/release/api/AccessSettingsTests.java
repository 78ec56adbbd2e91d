package ai.kaleem.release.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.api.access.TokenHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessSettingsTests {

    private static final TokenHash HASH = TokenHash.of("krl_example");

    @Test
    void readsTheHashFromASettingOrAFile(@TempDir Path folder) throws IOException {
        var file = Files.writeString(folder.resolve("token.sha256"), HASH.value() + "\n");

        assertThat(new AccessSettings(HASH.value(), null, "operator").hash()).isEqualTo(HASH);
        assertThat(new AccessSettings(null, file, "operator").hash()).isEqualTo(HASH);
        assertThat(new AccessSettings("", file, "operator").hash()).isEqualTo(HASH);
    }

    @Test
    void withoutATokenNothingStarts(@TempDir Path folder) throws IOException {
        var absent = folder.resolve("absent");
        var token = Files.writeString(folder.resolve("token"), "krl_the-token-by-mistake");

        assertThatThrownBy(() -> new AccessSettings(null, null, "operator").hash())
                .isInstanceOf(NoToken.class)
                .hasMessage("Neither kaleem.api.token-hash nor kaleem.api.token-hash-file is set");
        assertThatThrownBy(() -> new AccessSettings(null, absent, "operator").hash())
                .isInstanceOf(NoToken.class)
                .hasMessageContaining(absent.toString());
        assertThatThrownBy(() -> new AccessSettings(null, token, "operator").hash())
                .isInstanceOf(NoToken.class)
                .hasMessageContaining(token.toString())
                .hasMessageNotContaining("by-mistake");
    }

    @Test
    void saysHowToMakeOne() {
        var analysis = new NoToken.Analyzer().analyze(new NoToken("None is set"));

        assertThat(analysis.getDescription()).isEqualTo("release-api has no token: None is set.");
        assertThat(analysis.getAction()).contains("sha256sum").contains("KALEEM_API_TOKEN_HASH_FILE");
    }
}
