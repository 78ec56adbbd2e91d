package ai.kaleem.release.agent.outbound.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.common.contract.ImageRef;
import ai.kaleem.release.common.registry.LoginFile;
import ai.kaleem.release.common.testing.Registry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Images from a registry that wants to know who asks. */
@ExtendWith(OutputCaptureExtension.class)
class PrivateRegistryTests {

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Registry registry;
    private DockerPlace docker;
    private ImageRef image;
    private Path file;

    @BeforeEach
    void publish() {
        registry = Registry.startGuarded(folder.resolve("registry"));
        file = folder.resolve("config.json");
        docker = new DockerPlace(folder, LoginFile.of(file.toString(), "a.setting"));
        image = new ImageRef("%s@%s".formatted(registry.image("owner/api"), registry.pushNew("owner/api:1.4.0")));
    }

    @AfterEach
    void close() throws IOException {
        if (registry == null) {
            // Skipped: there is none on this host.
            return;
        }
        docker.host.forget(image);
        docker.close();
        registry.close();
    }

    private void login(String word) throws IOException {
        var packed = Base64.getEncoder()
                .encodeToString("%s:%s".formatted(Registry.USER, word).getBytes(StandardCharsets.UTF_8));
        Files.writeString(file, """
                {"auths": {"https://%s/v2/": {"auth": "%s"}}}""".formatted(registry.address(), packed));
    }

    @Test
    void fetchesWithTheCredentialsOfTheFile() throws IOException {
        login(Registry.WORD);

        docker.host.pull(image, LONG, () -> false);

        assertThat(docker.host.imageId(image)).isPresent();
    }

    @Test
    void needsNeitherRegistryNorCredentialsForWhatIsHere() throws IOException {
        login(Registry.WORD);
        docker.host.pull(image, LONG, () -> false);
        registry.close();
        Files.delete(file);

        docker.host.pull(image, LONG, () -> false);

        assertThat(docker.host.imageId(image)).isPresent();
    }

    @Test
    void saysThatTheCredentialsAreWrongAndNotWhatTheyAre(CapturedOutput output) throws IOException {
        login("wrong-word");

        var failure = catchThrowable(() -> docker.host.pull(image, LONG, () -> false));

        assertThat(failure)
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining(
                        "registry %s does not take the credentials in %s".formatted(registry.address(), file))
                .hasMessageContaining("login %s".formatted(registry.address()));
        assertThat(output + String.valueOf(failure) + failure.getCause())
                .doesNotContain("wrong-word")
                .doesNotContain(Base64.getEncoder().encodeToString("shop:wrong-word".getBytes(StandardCharsets.UTF_8)));
        // A login counts at once.
        login(Registry.WORD);
        docker.host.pull(image, LONG, () -> false);
    }

    @Test
    void saysThatThereAreNone() throws IOException {
        Files.writeString(file, "{\"auths\": {\"ghcr.io\": {\"auth\": \"bm9ib2R5OnNlY3JldA==\"}}}");

        assertThatThrownBy(() -> docker.host.pull(image, LONG, () -> false))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("registry %s wants credentials".formatted(registry.address()))
                .hasMessageContaining("%s has none for it".formatted(file));
    }
}
