package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.ImageRef;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a release proved itself, and as what.
 *
 * @param since when it ended SUCCEEDED there
 * @param commit the full hash; null where it was made of images alone
 * @param images by service: the very bytes that ran there
 * @param changes first lines of the commits since the previous tag
 */
public record Passed(
        DeploymentId deployment,
        String environment,
        Instant since,
        @Nullable String commit,
        Map<String, String> images,
        List<String> changes) {

    /**
     * The newest of its deployments that put it in place and ended well.
     *
     * @param after where that has to have been; null for anywhere but the target
     * @throws NothingToPromote where there is none
     */
    public static Passed in(Release release, @Nullable String after, String target) {
        return release.deployments().reversed().stream()
                .filter(it -> it.state() == DeploymentState.SUCCEEDED && isOfItsOwn(it.kind()))
                .filter(it -> after == null
                        ? !it.environment().equals(target)
                        : it.environment().equals(after))
                .findFirst()
                .map(it -> of(release, it))
                .orElseThrow(() -> NothingToPromote.passedNowhere(release, after, target));
    }

    /** Whether it was put in place by that; a drill or a repair of what ran proves nothing new. */
    private static boolean isOfItsOwn(Kind kind) {
        return switch (kind) {
            case RELEASE, ROLLBACK, ADOPTION -> true;
            case ADOPTION_DRY_RUN,
                    PUT_RIGHT,
                    GIVE_BACK,
                    GIVE_BACK_DRY_RUN,
                    CONFIGURATION_CHECK,
                    RESTORE,
                    RESTORE_DRY_RUN -> false;
        };
    }

    private static Passed of(Release release, Deployment deployment) {
        var images = new LinkedHashMap<>(release.images());
        var report = deployment.reports().agent();
        Map<String, ImageRef> ran = report == null ? Map.of() : report.images();
        ran.forEach((service, image) -> images.put(service, image.value()));
        return new Passed(
                deployment.id(),
                deployment.environment(),
                deployment.since(),
                release.commit(),
                images,
                release.changes());
    }
}
