package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.GateReport;
import ai.kaleem.release.common.contract.ReleaseEvent.AgentHeard;
import java.time.Instant;

/** Takes a report in: keeps the newest, then walks every edge that it implies. After an end it is only kept. */
final class Hearing {

    private final Release release;
    private final Deployment deployment;
    private final Instant now;

    Hearing(Release release, Deployment deployment, Instant now) {
        this.release = release;
        this.deployment = deployment;
        this.now = now;
    }

    boolean hear(AgentReport report, Patience patience) {
        var before = deployment.reports().agent();
        if (!deployment.keep(report, now)) {
            return false;
        }
        if (deployment.state().isEnd()) {
            return true;
        }
        if (deployment.reports().silentSince() != null) {
            deployment.silentSince(null);
            release.record(deployment, new AgentHeard(deployment.id(), now, report.agent()));
        }
        AgentStory.steps(deployment, before, report, now).forEach(it -> release.record(deployment, it));
        Promoting.awaited(deployment, before, report, now).forEach(it -> release.record(deployment, it));
        var stood = deployment.state();
        AgentStory.of(deployment, report, now).forEach(it -> release.record(deployment, it));
        if (deployment.state() == DeploymentState.VERIFYING && stood != DeploymentState.VERIFYING) {
            new Verification(release, deployment, now).switched(now.plus(patience.begin()));
        }
        return true;
    }

    boolean hear(GateReport report) {
        var before = deployment.reports().of(report.phase());
        if (!deployment.keep(report, now)) {
            return false;
        }
        if (deployment.state().isEnd()) {
            return true;
        }
        GateStory.gates(deployment, before, report, now).forEach(it -> release.record(deployment, it));
        var verification = new Verification(release, deployment, now);
        switch (report.phase()) {
            case BEFORE -> verification.checked(report);
            case AFTER -> verification.verified(report);
        }
        return true;
    }
}
