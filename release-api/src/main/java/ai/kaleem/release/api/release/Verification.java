package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.GateReport;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.ReleaseEvent.ChecksFailed;
import ai.kaleem.release.common.contract.ReleaseEvent.ChecksPassed;
import ai.kaleem.release.common.contract.ReleaseEvent.RollbackFailed;
import ai.kaleem.release.common.contract.ReleaseEvent.Succeeded;
import ai.kaleem.release.common.contract.ReleaseEvent.VerificationFailed;
import ai.kaleem.release.common.contract.ReleaseEvent.Verified;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import ai.kaleem.release.common.contract.Request.KeepRequested;
import ai.kaleem.release.common.contract.Request.RollbackRequested;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the gates' verdicts mean for a release: before the switch they let it go on, after it they keep or turn it back. */
final class Verification {

    static final String POLICY = "policy";

    private final Release release;
    private final Deployment deployment;
    private final Instant now;

    Verification(Release release, Deployment deployment, Instant now) {
        this.release = release;
        this.deployment = deployment;
        this.now = now;
    }

    /**
     * Asks gate-service before anything is touched; with nothing to check that passes at once.
     *
     * @param runs the commit that runs in the environment; null where that is not known
     */
    void begin(NewRelease wanted, @Nullable String runs, Instant notAfter) {
        if (Requests.needsCheck(wanted)) {
            release.ask(Requests.before(release, deployment, runs, notAfter));
        } else {
            checksPassed();
        }
    }

    void checked(GateReport report) {
        if (deployment.state() != DeploymentState.CHECKING) {
            return;
        }
        release.learn(report);
        switch (report.verdict()) {
            case RUNNING -> {}
            case PASSED -> checksPassed();
            case FAILED, ERRORED ->
                release.record(
                        deployment,
                        new ChecksFailed(
                                deployment.id(),
                                now,
                                GateStory.reason(report),
                                report.verdict() == Verdict.ERRORED,
                                GateStory.spoilers(report)));
        }
    }

    /** Goes on to what people decide. */
    void checksPassed() {
        release.record(deployment, new ChecksPassed(deployment.id(), now, release.commit(), release.images()));
        new Consent(release, deployment).seek(now);
    }

    /**
     * All traffic is on it: asks gate-service; with no gates after the switch it is verified at once, and so is what is ours no
     * more.
     */
    void switched(Instant notAfter) {
        if (deployment.plan().after().isEmpty() || deployment.kind() == Kind.GIVE_BACK) {
            passed();
        } else {
            release.ask(Requests.after(release, deployment, notAfter));
        }
    }

    void verified(GateReport report) {
        // The first verdict stands: what follows from it is on its way to the agent.
        if (deployment.state() != DeploymentState.VERIFYING || deployment.isVerified()) {
            return;
        }
        switch (report.verdict()) {
            case RUNNING -> {}
            case PASSED -> passed();
            case FAILED, ERRORED -> failed(report);
        }
    }

    private void passed() {
        deployment.verified();
        release.record(deployment, new Verified(deployment.id(), now, GateStory.unverified(deployment)));
        if (!deployment.isRollback()) {
            release.ask(new KeepRequested(
                    release.id(), deployment.id(), deployment.plan().agent(), deployment.epoch()));
            return;
        }
        var report = deployment.reports().agent();
        if (report != null && report.phase() == Phase.SUCCEEDED) {
            release.record(deployment, new Succeeded(deployment.id(), now));
        }
    }

    /** A rollback has nothing behind it to turn back to. */
    private void failed(GateReport report) {
        var reason = GateStory.reason(report);
        if (deployment.isRollback()) {
            var next = "A person is needed now. %s Read the gates' logs, mend it or roll back to another version."
                    .formatted(Words.serves(deployment));
            release.record(deployment, new RollbackFailed(deployment.id(), now, reason, next));
            return;
        }
        var ours = report.verdict() == Verdict.ERRORED;
        release.record(
                deployment, new VerificationFailed(deployment.id(), now, reason, ours, GateStory.spoilers(report)));
        release.ask(new RollbackRequested(
                release.id(), deployment.id(), deployment.plan().agent(), deployment.epoch(), POLICY, reason));
    }
}
