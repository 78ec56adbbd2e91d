package ai.kaleem.release.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.access.TokenHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessSettingsTests {

    private static final TokenHash HASH = TokenHash.of("krl_example");

    @Test
    void readsTheHashFromASettingOrAFile(@TempDir Path folder) throws IOException {
        var file = Files.writeString(folder.resolve("token.sha256"), HASH.value() + "\n");

        assertThat(caller(new AccessSettings(HASH.value(), null, "operator"))).hasValue("operator");
        assertThat(caller(new AccessSettings(null, file, "operator"))).hasValue("operator");
        assertThat(caller(new AccessSettings("", file, "operator"))).hasValue("operator");
    }

    @Test
    void knowsEachPersonByATokenOfTheirOwn(@TempDir Path folder) throws IOException {
        var file = Files.writeString(
                folder.resolve("tokens"), """
                # who may
                ci    %s

                salma %s
                """.formatted(TokenHash.of("krl_ci").value(), HASH.value()));

        var settings = new AccessSettings(null, file, "operator");

        assertThat(caller(settings)).hasValue("salma");
        assertThat(settings.tokens().callerWith("krl_ci")).hasValue(new Caller("ci"));
        assertThat(settings.tokens().callerWith("krl_nobody")).isEmpty();
    }

    @Test
    void aTokenIsForWhatStandsAfterItsHash(@TempDir Path folder) throws IOException {
        var line = "ci %s release:read,release:create:staging".formatted(HASH.value());
        var unnamed = "%s release:read".formatted(HASH.value());
        var wrong = "ci %s release:everything".formatted(HASH.value());

        assertThat(settings(folder, line).tokens().callerWith("krl_example"))
                .hasValue(Caller.of("ci", "release:read,release:create:staging"));
        assertThat(settings(folder, unnamed).tokens().callerWith("krl_example"))
                .hasValue(Caller.of("operator", "release:read"));
        assertThatThrownBy(() -> settings(folder, wrong).tokens())
                .isInstanceOf(NoToken.class)
                .hasMessageContaining("'release:everything' is no scope; write one of release:read, ");
    }

    private static AccessSettings settings(Path folder, String line) throws IOException {
        return new AccessSettings(null, Files.writeString(folder.resolve("scoped"), line), "operator");
    }

    private static Optional<String> caller(AccessSettings settings) {
        return settings.tokens().callerWith("krl_example").map(Caller::name);
    }

    @Test
    void withoutATokenNothingStarts(@TempDir Path folder) throws IOException {
        var absent = folder.resolve("absent");
        var token = Files.writeString(folder.resolve("token"), "krl_the-token-by-mistake");
        var empty = Files.writeString(folder.resolve("empty"), "# nobody yet\n");

        assertThatThrownBy(() -> new AccessSettings(null, null, "operator").tokens())
                .isInstanceOf(NoToken.class)
                .hasMessage("Neither kaleem.api.token-hash nor kaleem.api.token-hash-file is set");
        assertThatThrownBy(() -> new AccessSettings(null, absent, "operator").tokens())
                .isInstanceOf(NoToken.class)
                .hasMessageContaining(absent.toString());
        assertThatThrownBy(() -> new AccessSettings(null, token, "operator").tokens())
                .isInstanceOf(NoToken.class)
                .hasMessageContaining(token.toString())
                .hasMessageNotContaining("by-mistake");
        assertThatThrownBy(() -> new AccessSettings(null, empty, "operator").tokens())
                .isInstanceOf(NoToken.class)
                .hasMessageContaining("holds no hash");
    }

    @Test
    void saysHowToMakeOne() {
        var analysis = new NoToken.Analyzer().analyze(new NoToken("None is set"));

        assertThat(analysis.getDescription()).isEqualTo("release-api has no token: None is set.");
        assertThat(analysis.getAction()).contains("sha256sum").contains("KALEEM_API_TOKEN_HASH_FILE");
    }
}
