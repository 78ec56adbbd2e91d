package ai.kaleem.release.agent.outbound.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.agent.deploy.ContainerSpec;
import ai.kaleem.release.agent.deploy.PullProgress;
import ai.kaleem.release.agent.deploy.PullWatch;
import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ImageRef;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.testing.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
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
        // What a test made of the image holds it.
        docker.close();
        docker = new DockerPlace(folder);
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
    void tellsTheBytesThatCame() {
        var heard = new CopyOnWriteArrayList<PullProgress>();

        docker.host.pull(image, LONG, listening(heard));

        assertThat(heard.getLast().bytes()).isBetween(4_000_000L, 5_000_000L);
        assertThat(heard.getLast().total()).isEqualTo(heard.getLast().bytes());
        assertThat(heard.getLast()).hasToString("4.2 MB in 1 layers");
    }

    @Test
    void goesOnWhereALayerBrokeOff() throws IOException {
        try (var road = new BrokenRoad(registry.address())) {
            var byRoad = new ImageRef(image.value().replace(registry.address(), road.address()));
            road.breakAfter(2_000_000);

            docker.host.pull(byRoad, LONG, () -> false);

            assertThat(road.hasBroken()).isTrue();
            assertThat(road.bytes()).isLessThan(5_000_000);
            docker.host.forget(byRoad);
        }
    }

    @Test
    void triesAgainWhereTheRegistryIsAwayForAMoment() throws IOException {
        try (var road = new BrokenRoad(registry.address())) {
            var byRoad = new ImageRef(image.value().replace(registry.address(), road.address()));
            var heard = new CopyOnWriteArrayList<PullProgress>();
            // The engine asks by HTTPS first, then by HTTP.
            road.refuse(2);

            docker.host.pull(byRoad, LONG, listening(heard));

            assertThat(road.hasRefused()).isTrue();
            assertThat(heard.getLast().attempt()).isGreaterThan(1);
            assertThat(heard.getLast().trouble()).contains("Pulling " + byRoad);
            docker.host.forget(byRoad);
        }
    }

    @Test
    void forgetsAnImageOnceAndOnlyByItsName() {
        docker.host.pull(image, LONG, () -> false);
        var tag = docker.place.app();
        var other = "kaleem-kept-test:" + tag;
        docker.engine.tell(
                "Tagging",
                it -> it.tagImageCmd(image.value(), "kaleem-kept-test", tag).exec());

        assertThat(docker.host.forget(image)).isTrue();
        assertThat(docker.host.imageId(image)).isEmpty();
        assertThat(docker.host.resolve(other)).isNotNull();
        assertThat(docker.host.forget(image)).isTrue();

        docker.engine.tell("Removing", it -> it.removeImageCmd(other).exec());
    }

    @Test
    void keepsAnImageThatAContainerWasMadeOf() {
        docker.host.pull(image, LONG, () -> false);
        var service = docker.service("api", Map.of(), List.of("/layer"));
        docker.host.create(
                new ContainerSpec(docker.place, DeploymentId.next(), ReleaseId.next(), "1.4.0", service, image, null));

        assertThat(docker.host.forget(image)).isFalse();

        assertThat(docker.host.imageId(image)).isPresent();
    }

    private static PullWatch listening(List<PullProgress> heard) {
        return new PullWatch() {
            @Override
            public boolean isCalledOff() {
                return false;
            }

            @Override
            public void hear(PullProgress progress) {
                heard.add(progress);
            }
        };
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
