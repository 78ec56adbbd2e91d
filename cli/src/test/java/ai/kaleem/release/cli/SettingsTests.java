package ai.kaleem.release.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the API is and who one is: the nearer word counts, and a token is never an argument. */
class SettingsTests {

    @TempDir
    Path home;

    @TempDir
    Path folder;

    private Settings read(Map<String, String> environment) {
        var all = new java.util.HashMap<>(environment);
        all.put("HOME", home.toString());
        return Settings.read(all, folder);
    }

    private void writes(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void theNearerWordCounts() throws IOException {
        writes(home.resolve(".config/kaleem-release/config.yaml"), "url: https://person.example.com\napp: mine\n");
        assertThat(read(Map.of()).url(null)).hasToString("https://person.example.com");
        writes(folder.resolve(Settings.OF_FOLDER), "url: https://folder.example.com/\n");
        assertThat(read(Map.of()).url(null)).hasToString("https://folder.example.com");
        assertThat(read(Map.of()).app(null)).isEqualTo("mine");
        var environment = Map.of("KALEEM_URL", "https://environment.example.com", "KALEEM_APP", "yours");
        assertThat(read(environment).url(null)).hasToString("https://environment.example.com");
        assertThat(read(environment).app("ours")).isEqualTo("ours");
        assertThat(read(environment).url("http://127.0.0.1:8080")).hasToString("http://127.0.0.1:8080");
    }

    @Test
    void whatIsMissingIsSaidWithWhereToSayIt() {
        assertThatThrownBy(() -> read(Map.of()).url(null)).hasMessageContaining("KALEEM_URL");
        assertThatThrownBy(() -> read(Map.of()).app(null)).hasMessageContaining("KALEEM_APP");
        assertThatThrownBy(() -> read(Map.of()).token(null)).hasMessageContaining("KALEEM_TOKEN_FILE");
        assertThatThrownBy(() -> read(Map.of()).url("release.example.com"))
                .hasMessageContaining("is no address of release-api: it names no host");
    }

    @Test
    void aTokenIsReadFromItsFileWithAWordWhereOthersCanReadItToo() throws IOException {
        var file = home.resolve("token");
        writes(file, "krl_secret\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        var open = read(Map.of("KALEEM_TOKEN_FILE", file.toString()));
        assertThat(open.token(null)).isEqualTo("krl_secret");
        assertThat(open.warnings()).singleElement().asString().contains("chmod 600");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        var closed = read(Map.of("KALEEM_TOKEN", "of-the-environment"));
        assertThat(closed.token(null)).isEqualTo("of-the-environment");
        assertThat(closed.token(file)).isEqualTo("krl_secret");
        assertThat(closed.warnings()).isEmpty();
    }

    @Test
    void aFileThatSaysWhatItMayNotIsRefused() throws IOException {
        writes(folder.resolve(Settings.OF_FOLDER), "token: krl_secret\n");
        assertThatThrownBy(() -> read(Map.of()))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("token is unknown; known are url, app and tokenFile")
                .hasMessageNotContaining("krl_secret");
        writes(folder.resolve(Settings.OF_FOLDER), "url: [\n");
        assertThatThrownBy(() -> read(Map.of())).hasMessageContaining("cannot be read");
    }

    @Test
    void aTokenFileThatIsEmptyOrAwayIsSaid() throws IOException {
        var file = home.resolve("empty");
        writes(file, "\n");
        assertThatThrownBy(() -> read(Map.of()).token(file)).hasMessageContaining("is empty");
        assertThatThrownBy(() -> read(Map.of()).token(home.resolve("away"))).hasMessageContaining("cannot be read");
    }
}
