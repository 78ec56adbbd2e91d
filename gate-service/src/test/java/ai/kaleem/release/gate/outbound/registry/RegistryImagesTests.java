package ai.kaleem.release.gate.outbound.registry;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.registry.LoginFile;
import ai.kaleem.release.gate.source.ImageName;
import ai.kaleem.release.gate.source.Images.Resolution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryImagesTests {

    private static final String DIGEST = "sha256:" + "ab".repeat(32);

    private static final LoginFile NO_LOGINS = new LoginFile(Path.of("/no/such/config.json"), false, "a.setting");

    private final RegistryImages images = new RegistryImages(Duration.ofSeconds(5), NO_LOGINS);

    @TempDir
    private Path folder;

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
            assertThat(it.reason())
                    .contains("no token without credentials (HTTP 403): /no/such/config.json has none for it")
                    .contains("docker --config /no/such login " + registry.name());
        });

        registry.wantsPasswords = true;
        assertThat(resolve("owner/api:1.4.0"))
                .isInstanceOfSatisfying(
                        Resolution.Unreachable.class,
                        it -> assertThat(it.reason()).contains("it wants credentials: /no/such/config.json has none"));
    }

    @Test
    void showsItsPasswordToARegistryThatWantsOne() throws Exception {
        registry.wantsPasswords = true;
        registry.knows = "owner:sesame";
        var loggedIn = loggedIn("\"username\": \"owner\", \"password\": \"sesame\"");

        assertThat(resolve(loggedIn, "owner/api:1.4.0")).isEqualTo(new Resolution.Resolved(DIGEST));
    }

    @Test
    void getsATokenForItsPassword() throws Exception {
        registry.wantsTokens = true;
        registry.givesTokens = false;
        registry.knows = "owner:sesame";
        var loggedIn = loggedIn("\"username\": \"owner\", \"password\": \"sesame\"");

        assertThat(resolve(loggedIn, "owner/api:1.4.0")).isEqualTo(new Resolution.Resolved(DIGEST));
    }

    @Test
    void getsATokenForAnIdentityToken() throws Exception {
        registry.wantsTokens = true;
        registry.givesTokens = false;
        registry.knows = "sesame";
        var loggedIn = loggedIn("\"identitytoken\": \"sesame\"");

        assertThat(resolve(loggedIn, "owner/api:1.4.0")).isEqualTo(new Resolution.Resolved(DIGEST));
        assertThat(registry.asked)
                .contains(
                        "oauth client_id=kaleem-release&grant_type=refresh_token&refresh_token=sesame&scope=repository%3Aowner%2Fapi%3Apull&service=stand+in");
    }

    @Test
    void aLoginThatIsNotTakenIsToldWithoutItsWord() throws Exception {
        var loggedIn = loggedIn("\"username\": \"owner\", \"password\": \"wrong-sesame\"");
        registry.wantsPasswords = true;
        assertThat(resolve(loggedIn, "owner/api:1.4.0"))
                .isInstanceOfSatisfying(
                        Resolution.Unreachable.class,
                        it -> assertThat(it.reason())
                                .contains("HTTP 401 with what we are to it")
                                .doesNotContain("sesame"));

        registry.wantsPasswords = false;
        registry.wantsTokens = true;
        registry.givesTokens = false;
        assertThat(resolve(loggedIn, "owner/api:1.4.0")).isInstanceOfSatisfying(Resolution.Unreachable.class, it -> {
            assertThat(it.lasting()).isTrue();
            assertThat(it.reason())
                    .contains("no token for the credentials in " + folder.resolve("config.json"))
                    .doesNotContain("sesame");
        });
    }

    @Test
    void aFileOfLoginsThatIsBrokenIsNamed() throws Exception {
        var file = Files.writeString(folder.resolve("config.json"), "{");
        registry.wantsPasswords = true;

        assertThat(resolve(with(file), "owner/api:1.4.0"))
                .isInstanceOfSatisfying(
                        Resolution.Unreachable.class,
                        it -> assertThat(it.reason()).contains("%s are no JSON".formatted(file)));
    }

    private RegistryImages loggedIn(String entry) throws IOException {
        return with(Files.writeString(
                folder.resolve("config.json"), "{\"auths\": {\"%s\": {%s}}}".formatted(registry.name(), entry)));
    }

    private static RegistryImages with(Path file) {
        return new RegistryImages(Duration.ofSeconds(5), LoginFile.of(file.toString(), "a.setting"));
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

    private Resolution resolve(RegistryImages asking, String image) throws InterruptedException {
        return asking.resolve(ImageName.parse("%s/%s".formatted(registry.name(), image)));
    }

    private Resolution resolve(String image) throws InterruptedException {
        return resolve(images, image);
    }
}
