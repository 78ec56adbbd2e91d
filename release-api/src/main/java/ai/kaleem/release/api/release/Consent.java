package ai.kaleem.release.api.release;

import ai.kaleem.release.api.plan.Fingerprint;
import ai.kaleem.release.api.plan.ResolvedPlan;
import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.ReleaseEvent.ApprovalAwaited;
import ai.kaleem.release.common.contract.ReleaseEvent.Approved;
import ai.kaleem.release.common.contract.ReleaseEvent.Declined;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What people say to a deployment that waits for their approval: enough of them let it go on, one declines it. */
final class Consent {

    private final Release release;
    private final Deployment deployment;

    Consent(Release release, Deployment deployment) {
        this.release = release;
        this.deployment = deployment;
    }

    /** Asks for as many as the plan wants; where it wants none that is said and it goes on. */
    void seek(Instant now) {
        if (missing() == 0) {
            release.record(
                    deployment,
                    new Approved(deployment.id(), now, Verification.POLICY, "The plan asks for no approval"));
        } else {
            release.record(deployment, awaited(null, null, now));
        }
    }

    /**
     * False where this person said so before.
     *
     * @throws NothingToApprove where it does not wait for it, or not with what the person looked at
     * @throws OwnRelease where the person asked for it
     */
    boolean approve(String by, @Nullable String comment, @Nullable String seen, Instant now) {
        if (deployment.approvals().stream().anyMatch(it -> it.by().equals(by))) {
            return false;
        }
        check(seen);
        if (by.equals(deployment.requestedBy())) {
            throw new OwnRelease(by);
        }
        deployment.approved(new Approval(by, now, comment, fingerprint()));
        return release.record(
                deployment,
                missing() == 0 ? new Approved(deployment.id(), now, everybody(), comment) : awaited(by, comment, now));
    }

    /** Ends it. The same exceptions, but who asked for it may decline it. */
    boolean decline(String by, String comment, @Nullable String seen, Instant now) {
        check(seen);
        return release.record(deployment, new Declined(deployment.id(), now, by, comment));
    }

    private void check(@Nullable String seen) {
        if (deployment.state() != DeploymentState.AWAITING_APPROVAL) {
            throw NothingToApprove.in(deployment);
        }
        if (seen != null && !seen.equals(fingerprint())) {
            throw NothingToApprove.changed(release);
        }
    }

    private int missing() {
        return Math.max(
                0,
                deployment.plan().decisions().approvals()
                        - deployment.approvals().size());
    }

    private ApprovalAwaited awaited(@Nullable String by, @Nullable String comment, Instant now) {
        return new ApprovalAwaited(deployment.id(), now, missing(), deployment.approveUntil(), by, comment);
    }

    private String everybody() {
        return deployment.approvals().stream().map(Approval::by).collect(Collectors.joining(", "));
    }

    private String fingerprint() {
        return fingerprint(deployment.plan(), release.commit(), release.images());
    }

    /** SHA-256, lower-case hex, of all that is decided about. */
    static String fingerprint(ResolvedPlan plan, @Nullable String commit, Map<String, String> images) {
        return Fingerprint.of(Arrays.asList(plan.fingerprint(), commit, images));
    }
}
