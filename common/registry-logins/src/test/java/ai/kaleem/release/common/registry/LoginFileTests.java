package ai.kaleem.release.common.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginFileTests {

    private static final String SETTING = "some.setting";

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("config.json");
    }

    private LoginFile says(String content) throws IOException {
        Files.writeString(file, content);
        return LoginFile.of(file.toString(), SETTING);
    }

    @Test
    void findsTheRegistryOfAnImageAsDockerDoes() {
        assertThat(LoginFile.registryOf("nginx:1.27")).isEqualTo("docker.io");
        assertThat(LoginFile.registryOf("owner/api@sha256:0")).isEqualTo("docker.io");
        assertThat(LoginFile.registryOf("ghcr.io/owner/api:1")).isEqualTo("ghcr.io");
        assertThat(LoginFile.registryOf("localhost/api")).isEqualTo("localhost");
        assertThat(LoginFile.registryOf("127.0.0.1:5000/a/b@sha256:0")).isEqualTo("127.0.0.1:5000");
    }

    @Test
    void readsWhatALoginWrites() throws IOException {
        var credentials = says("""
                {"auths": {
                  "https://index.docker.io/v1/": {"auth": "aHViOndvcmQ6b25l"},
                  "ghcr.io": {"username": "owner", "password": "word"},
                  "example.org:5000": {"identitytoken": "token"}}}""");

        assertThat(credentials.find("docker.io")).contains(new Login.Password("hub", "word:one"));
        assertThat(credentials.find("ghcr.io")).contains(new Login.Password("owner", "word"));
        assertThat(credentials.find("example.org:5000")).contains(new Login.IdentityToken("token"));
        assertThat(credentials.find("quay.io")).isEmpty();
    }

    @Test
    void showsNothingSecret() {
        assertThat(new Login.Password("owner", "sesame").toString()).doesNotContain("sesame");
        assertThat(new Login.IdentityToken("sesame").toString()).doesNotContain("sesame");
    }

    @Test
    void takesAMissingFileForNoneUnlessItWasNamed() {
        assertThat(new LoginFile(file, false, SETTING).find("docker.io")).isEmpty();
        assertThatThrownBy(() -> LoginFile.of(file.toString(), SETTING).find("docker.io"))
                .isInstanceOf(UnreadableLogins.class)
                .hasMessageContaining("%s cannot be read (NoSuchFileException)".formatted(file));
    }

    @Test
    void saysWhereTheFileIsBrokenAndQuotesNothingOfIt() throws IOException {
        var broken = says("{\"auths\": {\n\"ghcr.io\": {\"auth\": c2VjcmV0LXdvcmQ=}}}");

        assertThatThrownBy(() -> broken.find("ghcr.io"))
                .isInstanceOf(UnreadableLogins.class)
                .hasMessageContaining("%s are no JSON, line 2".formatted(file))
                .hasMessageNotContaining("c2VjcmV0")
                .hasNoCause();
        var garbled = says("{\"auths\": {\"ghcr.io\": {\"auth\": \"!c2VjcmV0LXdvcmQ=\"}}}");
        assertThatThrownBy(() -> garbled.find("ghcr.io"))
                .isInstanceOf(UnreadableLogins.class)
                .hasMessageContaining("no name and password in 'auth' of ghcr.io")
                .hasMessageNotContaining("c2VjcmV0")
                .hasNoCause();
    }

    @Test
    void saysThatAHelperKeepsThem() throws IOException {
        assertThatThrownBy(() -> says("{\"auths\": {\"ghcr.io\": {}}, \"credsStore\": \"pass\"}")
                        .find("ghcr.io"))
                .isInstanceOf(UnreadableLogins.class)
                .hasMessageContaining("to the helper 'pass', which is not run");
        assertThatThrownBy(
                        () -> says("{\"credHelpers\": {\"ghcr.io\": \"gh\"}}").find("ghcr.io"))
                .isInstanceOf(UnreadableLogins.class)
                .hasMessageContaining("to the helper 'gh'");
        assertThatThrownBy(() -> says("{\"auths\": {\"ghcr.io\": {}}}").find("ghcr.io"))
                .isInstanceOf(UnreadableLogins.class)
                .hasMessageContaining("has no credentials for it");
        assertThat(says("{\"auths\": {\"ghcr.io\": {}}, \"credsStore\": \"pass\"}")
                        .find("docker.io"))
                .isEmpty();
    }
}
