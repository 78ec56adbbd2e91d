package ai.kaleem.release.api.release;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.access.Scope.Action;
import ai.kaleem.release.common.contract.ReleaseEvent.CheckSigned;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Takes down what a person found when they looked at what runs. It holds up nothing but what goes on from there. */
public final class SignCheck {

    private final Releases releases;
    private final ChangeRelease changes;
    private final Clock clock;

    public SignCheck(Releases releases, ChangeRelease changes, Clock clock) {
        this.releases = releases;
        this.changes = changes;
        this.clock = clock;
    }

    /**
     * What a person found.
     *
     * @param check its id or name
     * @param comment needed where it did not pass
     * @param environment where they looked; null where it runs in one alone
     */
    public record Found(
            String check,
            boolean passed,
            @Nullable String comment,
            @Nullable String environment) {}

    /**
     * Durable when it returns. Signed again the newest counts, and all of them are kept; the same again by the same person changes nothing.
     *
     * @return the release as it is now
     * @throws ReleaseUnknown where there is none
     * @throws EnvironmentMissing where it is not clear where
     * @throws NothingToSign where there is no such check, or nothing to look at
     * @throws ai.kaleem.release.api.access.NotAllowed where the person may not decide there
     */
    public Release sign(ReleaseId id, Found found, Caller by) {
        var release = releases.get(id);
        if (release.deployments().stream().noneMatch(SignCheck::isLive)) {
            throw NothingToSign.notLive(release);
        }
        var deployment = Meant.of(release, found.environment(), SignCheck::isLive);
        by.require(Action.RELEASE_APPROVE, deployment.environment());
        var checks = deployment.plan().manual();
        var check = checks.find(found.check()).orElseThrow(() -> NothingToSign.unknown(found.check(), checks));
        var meant = deployment.id();
        return changes.change(
                release,
                it -> it.deployment(meant)
                        .filter(there -> sign(it, there, check, found, by))
                        .isPresent());
    }

    private boolean sign(Release release, Deployment deployment, String check, Found found, Caller by) {
        var signature = new Signature(check, found.passed(), by.name(), clock.instant(), found.comment());
        var last = Looks.of(deployment.snapshot()).of(check);
        if (last.filter(it -> isSame(it, signature)).isPresent()) {
            return false;
        }
        deployment.signed(signature);
        return release.record(
                deployment,
                new CheckSigned(
                        deployment.id(),
                        signature.at(),
                        check,
                        found.passed(),
                        by.name(),
                        found.comment(),
                        Looks.of(deployment.snapshot()).open().size()));
    }

    private static boolean isSame(Signature one, Signature other) {
        return one.passed() == other.passed() && one.by().equals(other.by());
    }

    private static boolean isLive(Deployment deployment) {
        return deployment.kind() == Kind.RELEASE
                && switch (deployment.state()) {
                    case VERIFYING, BAKING, SUCCEEDED -> true;
                    case REQUESTED,
                            CHECKING,
                            AWAITING_APPROVAL,
                            WAITING,
                            DEPLOYING,
                            ROLLING_BACK,
                            REJECTED,
                            FAILED,
                            ROLLED_BACK,
                            ROLLBACK_FAILED,
                            CANCELLED -> false;
                };
    }
}
