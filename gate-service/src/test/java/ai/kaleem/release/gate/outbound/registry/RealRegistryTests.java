package ai.kaleem.release.gate.outbound.registry;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.registry.LoginFile;
import ai.kaleem.release.common.testing.Registry;
import ai.kaleem.release.gate.source.ImageName;
import ai.kaleem.release.gate.source.Images.Resolution;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry as owners run it, filled by Docker. */
class RealRegistryTests {

    private static final LoginFile NO_LOGINS = new LoginFile(Path.of("/no/such/config.json"), false, "a.setting");

    @TempDir
    Path folder;

    private final RegistryImages images = new RegistryImages(Duration.ofSeconds(5), NO_LOGINS);
    private Registry registry;
    private String digest;

    @BeforeEach
    void publish() {
        registry = Registry.start(folder);
        digest = registry.pushNew("owner/api:1.4.0");
    }

    @AfterEach
    void stop() {
        // None where the tests are skipped.
        if (registry != null) {
            registry.close();
        }
    }

    @Test
    void resolvesATagToTheDigestThatDockerPushed() throws Exception {
        assertThat(resolve("owner/api:1.4.0")).isEqualTo(new Resolution.Resolved(digest));
    }

    @Test
    void followsATagThatMoves() throws Exception {
        var before = registry.pushNew("owner/moving:latest");
        assertThat(resolve("owner/moving:latest")).isEqualTo(new Resolution.Resolved(before));

        var after = registry.pushNew("owner/moving:latest");

        assertThat(after).isNotEqualTo(before);
        assertThat(resolve("owner/moving:latest")).isEqualTo(new Resolution.Resolved(after));
        assertThat(resolve("owner/moving@" + before)).isEqualTo(new Resolution.Resolved(before));
    }

    @Test
    void namesWhatThereIsNot() throws Exception {
        var unknown = "sha256:" + "b".repeat(64);
        var api = registry.image("owner/api");

        assertThat(resolve("owner/api:9.9.9"))
                .isEqualTo(new Resolution.Absent("image %s has no tag 9.9.9".formatted(api)));
        assertThat(resolve("owner/api@" + unknown))
                .isEqualTo(new Resolution.Absent("image %s has no digest %s".formatted(api, unknown)));
        assertThat(resolve("owner/else:1.4.0"))
                .isEqualTo(new Resolution.Absent("image %s has no tag 1.4.0".formatted(registry.image("owner/else"))));
    }

    @Test
    void aRegistryThatIsAwayOrHangsIsWorthAnotherTry() throws Exception {
        var name = ImageName.parse(registry.image("owner/api:1.4.0"));
        registry.freeze();
        assertThat(new RegistryImages(Duration.ofSeconds(1), NO_LOGINS).resolve(name))
                .isInstanceOfSatisfying(
                        Resolution.Unreachable.class,
                        it -> assertThat(it.lasting()).isFalse());

        registry.close();

        assertThat(images.resolve(name)).isInstanceOfSatisfying(Resolution.Unreachable.class, it -> {
            assertThat(it.lasting()).isFalse();
            assertThat(it.reason()).contains(registry.address());
        });
    }

    @Test
    void showsAPrivateImageToWhoIsLoggedIn() throws Exception {
        try (var guarded = Registry.startGuarded(folder.resolve("guarded"))) {
            var pushed = guarded.pushNew("owner/private:1.0.0");
            var image = ImageName.parse(guarded.image("owner/private:1.0.0"));
            var packed = Base64.getEncoder()
                    .encodeToString(
                            "%s:%s".formatted(Registry.USER, Registry.WORD).getBytes(StandardCharsets.UTF_8));
            var file = Files.writeString(
                    folder.resolve("config.json"),
                    "{\"auths\": {\"%s\": {\"auth\": \"%s\"}}}".formatted(guarded.address(), packed));

            assertThat(images.resolve(image)).isInstanceOf(Resolution.Unreachable.class);
            assertThat(new RegistryImages(Duration.ofSeconds(5), LoginFile.of(file.toString(), "a.setting"))
                            .resolve(image))
                    .isEqualTo(new Resolution.Resolved(pushed));
        }
    }

    private Resolution resolve(String image) throws InterruptedException {
        return images.resolve(ImageName.parse(registry.image(image)));
    }
}
