package ai.kaleem.release.agent.outbound.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.common.contract.ImageRef;
import ai.kaleem.release.common.testing.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images by digest, from a real registry onto the real engine. */
class PullTests {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String UNKNOWN = "sha256:" + "b".repeat(64);

    @TempDir
    Path folder;

    private Registry registry;
    private DockerPlace docker;
    private ImageRef image;

    @BeforeEach
    void publish() {
        registry = Registry.start(folder.resolve("registry"));
        docker = new DockerPlace(folder);
        var digest = registry.pushNew("owner/api:1.4.0");
        image = new ImageRef("%s@%s".formatted(registry.image("owner/api"), digest));
    }

    @AfterEach
    void close() throws IOException {
        if (registry == null) {
            // Skipped: there is none on this host.
            return;
        }
        for (var name : List.of(registry.image("owner/api:1.4.0"), image.value())) {
            docker.engine.settle(
                    "Removing " + name,
                    it -> it.removeImageCmd(name).withForce(true).exec());
        }
        docker.close();
        registry.close();
    }

    @Test
    void fetchesByDigestWhatThisHostDoesNotHave() {
        assertThat(docker.host.imageId(image)).isEmpty();

        docker.host.pull(image, LONG, () -> false);

        assertThat(docker.host.imageId(image))
                .hasValueSatisfying(it -> assertThat(it).startsWith("sha256:"));
        assertThat(docker.host.resolve(image.value())).isEqualTo(image);
    }

    @Test
    void fetchesAToolsImageByItsTagOnce() {
        var tagged = registry.image("owner/api:1.4.0");

        Pull.ifMissing(docker.engine, tagged, LONG);
        registry.close();
        Pull.ifMissing(docker.engine, tagged, LONG);

        assertThat(docker.host.imageId(image)).isPresent();
    }

    @Test
    void needsNoRegistryForWhatIsHere() {
        docker.host.pull(image, LONG, () -> false);
        registry.close();

        docker.host.pull(image, LONG, () -> false);

        assertThat(docker.host.imageId(image)).isPresent();
    }

    @Test
    void saysThatTheRegistryIsAway() {
        registry.close();

        assertThatThrownBy(() -> docker.host.pull(image, LONG, () -> false))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("Pulling " + image)
                .hasMessageContaining("connection refused");
        assertThat(docker.host.imageId(image)).isEmpty();
    }

    @Test
    void saysThatTheRegistryHasNoSuchDigest() {
        var unknown = new ImageRef("%s@%s".formatted(registry.image("owner/api"), UNKNOWN));

        assertThatThrownBy(() -> docker.host.pull(unknown, LONG, () -> false))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("Pulling " + unknown)
                .hasMessageContaining("manifest unknown");
    }

    @Test
    void saysThatTheRegistryHasNoSuchRepository() {
        var unknown = new ImageRef("%s@%s".formatted(registry.image("owner/else"), UNKNOWN));

        assertThatThrownBy(() -> docker.host.pull(unknown, LONG, () -> false))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("Pulling " + unknown)
                .hasMessageContaining("unknown");
    }

    @Test
    void saysThatTheRegistryLostALayer() throws IOException {
        var layer = registry.blobs().stream()
                .max((one, other) ->
                        Long.compare(one.toFile().length(), other.toFile().length()))
                .orElseThrow();
        Files.delete(layer);

        assertThatThrownBy(() -> docker.host.pull(image, LONG, () -> false))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("Pulling " + image)
                .hasMessageContaining("unknown");
        assertThat(docker.host.imageId(image)).isEmpty();
    }

    @Test
    void waitsNoLongerThanItMayForARegistryThatHangs() {
        registry.freeze();
        var began = System.nanoTime();

        assertThatThrownBy(() -> docker.host.pull(image, Duration.ofSeconds(2), () -> false))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("took longer than PT2S");

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
        registry.thaw();
        docker.host.pull(image, LONG, () -> false);
        assertThat(docker.host.imageId(image)).isPresent();
    }

    @Test
    void isCalledOffWhileTheRegistryHangs() {
        registry.freeze();
        var asked = new AtomicInteger();

        assertThatThrownBy(() -> docker.host.pull(image, LONG, () -> asked.incrementAndGet() > 3))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("was called off");

        assertThat(asked).hasValue(4);
        registry.thaw();
    }
}
