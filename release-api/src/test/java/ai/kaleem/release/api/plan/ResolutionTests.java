package ai.kaleem.release.api.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.kaleem.release.common.contract.GateSpec;
import ai.kaleem.release.common.contract.Request.Policy;
import ai.kaleem.release.common.contract.Request.RestorePolicy;
import ai.kaleem.release.common.contract.Request.Source;
import ai.kaleem.release.common.contract.ServiceSpec;
import ai.kaleem.release.common.contract.ServiceSpecBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ResolutionTests {

    private static final String DIGEST = "sha256:" + "0f".repeat(32);

    private final Plan plan = plan("https://example.com/shop.git");

    @Test
    void aVersionNamesImagesAndTag() {
        var resolved = plan.resolve("production", Wanted.version("1.4.0-rc.1"));

        assertThat(resolved.images())
                .containsExactly(Map.entry("api", "shop-api:1.4.0-rc.1"), Map.entry("worker", "shop-api:1.4.0-rc.1"));
        assertThat(resolved.source()).isEqualTo(new Source("https://example.com/shop.git", "v1.4.0-rc.1"));
    }

    @Test
    void aTagNamesTheVersion() {
        assertThat(plan.resolve("production", wanted(null, "v1.4.0")))
                .returns("1.4.0", ResolvedPlan::version)
                .returns(new Source("https://example.com/shop.git", "v1.4.0"), ResolvedPlan::source);
        assertThat(plan.resolve("production", wanted(null, "refs/tags/v1.4.0")).version())
                .isEqualTo("1.4.0");
    }

    @Test
    void aBranchNeedsAVersion() {
        assertThat(faultOf(wanted(null, "main")))
                .isEqualTo(
                        "version: is missing, and ref 'main' is not the tag of a version; add a version, or name a tag like v1.4.0");
        assertThat(plan.resolve("production", wanted("1.4.0", "main")).source())
                .isEqualTo(new Source("https://example.com/shop.git", "main"));
    }

    @Test
    void imagesAreTakenAsTheyAreNamed() {
        var resolved = plan.resolve("production", new Wanted("1.4.0", null, Map.of("api", "other@" + DIGEST)));

        assertThat(resolved.images().values()).containsOnly("other@" + DIGEST);
        assertThat(resolved.source()).isNull();
    }

    @Test
    void whatIsWantedHasToFit() {
        assertThat(faultOf(wanted(null, null)))
                .isEqualTo("version: is missing; say version, ref (a version's tag), or images with a version");
        assertThat(faultOf(wanted("v1.4.0", null)))
                .isEqualTo("version: 'v1.4.0' is no version; write 1.4.0, without the tag prefix");
        assertThat(faultOf(wanted("latest", null))).startsWith("version: 'latest' is no version; ");
        assertThat(faultOf(wanted("1.4.0+build", null))).startsWith("version: '1.4.0+build' is no version; ");
        assertThat(faultOf(wanted("1.4.0", "--upload-pack=x"))).startsWith("ref: '--upload-pack=x' is no git ref; ");
        assertThat(faultOf(new Wanted(null, null, Map.of("api", "x:1"))))
                .isEqualTo("version: is missing; with images say which version they are");
        assertThat(faultOf(new Wanted("1.4.0", null, Map.of("api", "x:1", "web", "x:1"))))
                .isEqualTo("images.web: the plan has no service 'web'; the services are worker, api");
        assertThat(faultOf(new Wanted("1.4.0", null, Map.of("worker", "x:1"))))
                .isEqualTo("images.api: is missing; name the image of every service of the plan");
        assertThat(faultOf(new Wanted("1.4.0", null, Map.of("api", "just-a-name"))))
                .startsWith("images.api: 'just-a-name' is no image with a tag or digest; ");
    }

    @Test
    void aRefNeedsARepository() {
        var fault = catchThrowableOfType(
                FaultsFound.class, () -> plan(null).resolve("production", wanted("1.4.0", "main")));

        assertThat(fault).hasMessageStartingWith("ref: the plan of 'shop' has no repository; ");
    }

    @Test
    void anUnknownEnvironmentNamesTheKnown() {
        assertThatThrownBy(() -> plan.resolve("staging", Wanted.version("1.4.0")))
                .isInstanceOf(EnvironmentUnknown.class)
                .hasMessage("The plan of 'shop' has no environment 'staging'; it has production");
    }

    @Test
    void theFingerprintIsOfWhatIsSaid() {
        var fingerprint = plan.resolve("production", Wanted.version("1.4.0")).fingerprint();

        assertThat(fingerprint).matches("[0-9a-f]{64}");
        assertThat(plan("https://example.com/shop.git")
                        .resolve("production", Wanted.version("1.4.0"))
                        .fingerprint())
                .isEqualTo(fingerprint);
        assertThat(plan.resolve("production", Wanted.version("1.4.1")).fingerprint())
                .isNotEqualTo(fingerprint);
        assertThat(plan.resolve("production", wanted("1.4.0", "main")).fingerprint())
                .isNotEqualTo(fingerprint);
    }

    private String faultOf(Wanted wanted) {
        return catchThrowableOfType(FaultsFound.class, () -> plan.resolve("production", wanted))
                .getMessage();
    }

    private static Wanted wanted(@Nullable String version, @Nullable String ref) {
        return new Wanted(version, ref, Map.of());
    }

    private static Plan plan(@Nullable String repository) {
        return new Plan(
                "shop",
                repository,
                new Versioning("v", "0.1.0", Versioning.ImageTag.VERSION, null, false),
                List.<GateSpec>of(),
                List.of(),
                ManualChecks.NONE,
                Map.of(),
                Map.of(
                        "production",
                        new PlannedEnvironment(
                                "production",
                                "vps-1",
                                "127.0.0.1:3000",
                                new Policy(Duration.ofMinutes(10), Duration.ofMinutes(1), RestorePolicy.NEVER),
                                Duration.ofMinutes(30),
                                Duration.ofHours(2),
                                Decisions.NONE,
                                null,
                                null,
                                List.of(),
                                List.of(
                                        service("worker", "same-as-api", null, List.of("api")),
                                        service("api", "shop-api", 3000, List.of())),
                                List.of())),
                List.of());
    }

    private static ServiceSpec service(String name, String image, @Nullable Integer port, List<String> dependsOn) {
        return ServiceSpecBuilder.builder()
                .name(name)
                .image(image)
                .port(port)
                .stopGrace(Duration.ofSeconds(30))
                .dependsOn(dependsOn)
                .build();
    }
}
