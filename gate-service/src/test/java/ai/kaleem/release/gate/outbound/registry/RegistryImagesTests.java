package ai.kaleem.release.gate.outbound.registry;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.gate.source.ImageName;
import ai.kaleem.release.gate.source.Images.Resolution;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistryImagesTests {

    private static final String DIGEST = "sha256:" + "ab".repeat(32);

    private final RegistryImages images = new RegistryImages(Duration.ofSeconds(5));
    private StandInRegistry registry;

    @BeforeEach
    void start() throws IOException {
        registry = new StandInRegistry().with("owner/api", "1.4.0", "{}", DIGEST);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void resolvesATagWithoutPullingAnything() throws Exception {
        assertThat(resolve("owner/api:1.4.0")).isEqualTo(new Resolution.Resolved(DIGEST));
        assertThat(registry.asked).containsExactly("HEAD /v2/owner/api/manifests/1.4.0");
    }

    @Test
    void computesTheDigestWhereTheRegistryDoesNotSayIt() throws Exception {
        registry.with("owner/api", "bare", "{}", null);

        assertThat(resolve("owner/api:bare"))
                .isEqualTo(new Resolution.Resolved(
                        "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"));
    }

    @Test
    void namesTheTagThatThereIsNot() throws Exception {
        assertThat(resolve("owner/api:9.9.9"))
                .isEqualTo(new Resolution.Absent("image %s/owner/api has no tag 9.9.9".formatted(registry.name())));
    }

    @Test
    void asksForAnAnonymousToken() throws Exception {
        registry.wantsTokens = true;

        assertThat(resolve("owner/api:1.4.0")).isEqualTo(new Resolution.Resolved(DIGEST));
        assertThat(registry.asked).contains("token scope=repository%3Aowner%2Fapi%3Apull&service=stand+in");
    }

    @Test
    void saysThatCredentialsAreMissingAndDoesNotTryForLong() throws Exception {
        registry.wantsTokens = true;
        registry.givesTokens = false;
        assertThat(resolve("owner/api:1.4.0")).isInstanceOfSatisfying(Resolution.Unreachable.class, it -> {
            assertThat(it.lasting()).isTrue();
            assertThat(it.reason()).contains("no token without credentials (HTTP 403)");
        });

        registry.wantsPasswords = true;
        assertThat(resolve("owner/api:1.4.0"))
                .isInstanceOfSatisfying(
                        Resolution.Unreachable.class,
                        it -> assertThat(it.reason()).endsWith("it wants credentials"));
    }

    @Test
    void aBrokenOrAbsentRegistryIsNoFailureOfTheApp() throws Exception {
        registry.broken = 503;
        assertThat(resolve("owner/api:1.4.0"))
                .isInstanceOfSatisfying(
                        Resolution.Unreachable.class,
                        it -> assertThat(it.lasting()).isFalse());

        registry.close();
        assertThat(resolve("owner/api:1.4.0")).isInstanceOf(Resolution.Unreachable.class);
    }

    private Resolution resolve(String image) throws InterruptedException {
        return images.resolve(ImageName.parse("%s/%s".formatted(registry.name(), image)));
    }
}
