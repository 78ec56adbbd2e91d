package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.GateReport;
import ai.kaleem.release.common.contract.ReleaseEvent.AgentHeard;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
        if (deployment.state() == DeploymentState.SUCCEEDED) {
            new Tagging(release, deployment, now).begin();
        }
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
        switch (report.phase()) {
            case BEFORE -> checks(before, report).ifPresent(it -> it.checked(report));
            case AFTER -> checks(before, report).ifPresent(it -> it.verified(report));
            case SETTLED -> new Tagging(release, deployment, now).heard(before, report);
        }
        return true;
    }

    /** Tells of the gates that ended since; empty where the deployment did. */
    private Optional<Verification> checks(@Nullable GateReport before, GateReport report) {
        if (deployment.state().isEnd()) {
            return Optional.empty();
        }
        GateStory.gates(deployment, before, report, now).forEach(it -> release.record(deployment, it));
        return Optional.of(new Verification(release, deployment, now));
    }
}
