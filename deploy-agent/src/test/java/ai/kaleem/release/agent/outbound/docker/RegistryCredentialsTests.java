package ai.kaleem.release.agent.outbound.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.agent.deploy.StepFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryCredentialsTests {

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("config.json");
    }

    private RegistryCredentials says(String content) throws IOException {
        Files.writeString(file, content);
        return RegistryCredentials.of(file.toString());
    }

    @Test
    void findsTheRegistryOfAnImageAsDockerDoes() {
        assertThat(RegistryCredentials.registry("nginx:1.27")).isEqualTo("docker.io");
        assertThat(RegistryCredentials.registry("owner/api@sha256:0")).isEqualTo("docker.io");
        assertThat(RegistryCredentials.registry("ghcr.io/owner/api:1")).isEqualTo("ghcr.io");
        assertThat(RegistryCredentials.registry("localhost/api")).isEqualTo("localhost");
        assertThat(RegistryCredentials.registry("127.0.0.1:5000/a/b@sha256:0")).isEqualTo("127.0.0.1:5000");
    }

    @Test
    void readsWhatALoginWrites() throws IOException {
        var credentials = says("""
                {"auths": {
                  "https://index.docker.io/v1/": {"auth": "aHViOndvcmQ6b25l"},
                  "ghcr.io": {"username": "owner", "password": "word"},
                  "example.org:5000": {"identitytoken": "token"}}}""");

        assertThat(credentials.find("nginx:1.27")).hasValueSatisfying(it -> {
            assertThat(it.getUsername()).isEqualTo("hub");
            assertThat(it.getPassword()).isEqualTo("word:one");
        });
        assertThat(credentials.find("ghcr.io/owner/api:1")).hasValueSatisfying(it -> {
            assertThat(it.getUsername()).isEqualTo("owner");
            assertThat(it.getPassword()).isEqualTo("word");
        });
        assertThat(credentials.find("example.org:5000/api"))
                .hasValueSatisfying(it -> assertThat(it.getIdentitytoken()).isEqualTo("token"));
        assertThat(credentials.find("quay.io/api")).isEmpty();
    }

    @Test
    void takesAMissingFileForNoneUnlessItWasNamed() {
        assertThat(new RegistryCredentials(file, false).find("nginx")).isEmpty();
        assertThatThrownBy(() -> RegistryCredentials.of(file.toString()).find("nginx"))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("%s cannot be read (NoSuchFileException)".formatted(file));
    }

    @Test
    void saysWhereTheFileIsBrokenAndQuotesNothingOfIt() throws IOException {
        var broken = says("{\"auths\": {\n\"ghcr.io\": {\"auth\": c2VjcmV0LXdvcmQ=}}}");

        assertThatThrownBy(() -> broken.find("ghcr.io/owner/api"))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("%s are no JSON, line 2".formatted(file))
                .hasMessageNotContaining("c2VjcmV0")
                .hasNoCause();
        var garbled = says("{\"auths\": {\"ghcr.io\": {\"auth\": \"!c2VjcmV0LXdvcmQ=\"}}}");
        assertThatThrownBy(() -> garbled.find("ghcr.io/owner/api"))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("no name and password in 'auth' of ghcr.io")
                .hasMessageNotContaining("c2VjcmV0")
                .hasNoCause();
    }

    @Test
    void saysThatAHelperKeepsThem() throws IOException {
        assertThatThrownBy(() -> says("{\"auths\": {\"ghcr.io\": {}}, \"credsStore\": \"pass\"}")
                        .find("ghcr.io/api"))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("to the helper 'pass', which the agent does not run");
        assertThatThrownBy(
                        () -> says("{\"credHelpers\": {\"ghcr.io\": \"gh\"}}").find("ghcr.io/api"))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("to the helper 'gh'");
        assertThatThrownBy(() -> says("{\"auths\": {\"ghcr.io\": {}}}").find("ghcr.io/api"))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("has no credentials for it");
        assertThat(says("{\"auths\": {\"ghcr.io\": {}}, \"credsStore\": \"pass\"}")
                        .find("nginx"))
                .isEmpty();
    }
}
