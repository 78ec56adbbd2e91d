package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.GateReport;
import java.time.Clock;

/** Takes in what a source reports. Heard twice, late or out of order it changes nothing it may not. */
public final class HearFact {

    private final ChangeRelease changes;
    private final TakeTurn turns;
    private final Patience patience;
    private final Clock clock;

    public HearFact(ChangeRelease changes, TakeTurn turns, Patience patience, Clock clock) {
        this.changes = changes;
        this.turns = turns;
        this.patience = patience;
        this.clock = clock;
    }

    /** @throws ReleaseUnknown where there is no such release */
    public void hear(AgentReport report) {
        goOn(
                changes.change(report.releaseId(), it -> it.hear(report, clock.instant(), patience)),
                report.deploymentId());
    }

    /** @throws ReleaseUnknown where there is no such release */
    public void hear(GateReport report) {
        goOn(changes.change(report.releaseId(), it -> it.hear(report, clock.instant())), report.deploymentId());
    }

    /** Also where the fact was no news: a crash may have come between it and what follows from it. */
    private void goOn(Release release, DeploymentId deployment) {
        if (release.deployment(deployment).isPresent()) {
            turns.advance(release, deployment);
        }
    }
}
