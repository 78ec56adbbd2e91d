package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Paused;
import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.ReleaseEvent;
import ai.kaleem.release.common.contract.ReleaseEvent.Promoted;
import ai.kaleem.release.common.contract.ReleaseEvent.PromotionAwaited;
import ai.kaleem.release.common.contract.Request.PromotionRequested;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A canary that waits for a person, and the person who lets it go on. */
final class Promoting {

    private final Release release;
    private final Deployment deployment;

    Promoting(Release release, Deployment deployment) {
        this.release = release;
        this.deployment = deployment;
    }

    /** Tells of a pause that has begun since the report before. */
    static List<ReleaseEvent> awaited(
            Deployment deployment, @Nullable AgentReport before, AgentReport report, Instant now) {
        var paused = waiting(report);
        if (paused == null || deployment.state() != DeploymentState.DEPLOYING) {
            return List.of();
        }
        var known = before == null ? null : before.paused();
        return known != null && known.step() == paused.step()
                ? List.of()
                : List.of(
                        new PromotionAwaited(deployment.id(), now, paused.step(), paused.until(), paused.otherwise()));
    }

    /** Returns whether this was the word; said before already, nothing happens. */
    boolean promote(@Nullable Integer step, String by, Instant now) {
        var said = deployment.promotion();
        if (said != null && step != null && said.step() == step) {
            return false;
        }
        var paused = waiting();
        if (step != null && step != paused.step()) {
            throw new NothingToPromote("Step %d of its canary does not wait for a person; step %d does, until %s"
                    .formatted(step, paused.step(), paused.until()));
        }
        if (said != null && said.step() == paused.step()) {
            return false;
        }
        deployment.promoted(new Promotion(paused.step(), by, now));
        release.ask(asked(release, deployment, paused.step(), by));
        return release.record(deployment, new Promoted(deployment.id(), now, paused.step(), by));
    }

    /** What the agent has not heard yet of a word that was said; null where there is nothing. */
    static @Nullable PromotionRequested unheard(Release release, Deployment deployment) {
        var said = deployment.promotion();
        var paused = waiting(deployment.reports().agent());
        return said == null || paused == null || said.step() != paused.step()
                ? null
                : asked(release, deployment, said.step(), said.by());
    }

    private static PromotionRequested asked(Release release, Deployment deployment, int step, String by) {
        var agent = deployment.plan().agent();
        return new PromotionRequested(release.id(), deployment.id(), agent, deployment.epoch(), step, by);
    }

    static boolean isPaused(Deployment deployment) {
        return deployment.state() == DeploymentState.DEPLOYING
                && waiting(deployment.reports().agent()) != null;
    }

    private static @Nullable Paused waiting(@Nullable AgentReport report) {
        var paused = report == null ? null : report.paused();
        return paused == null || paused.endedAt() != null ? null : paused;
    }

    /** @throws NothingToPromote where nothing waits */
    private Paused waiting() {
        var canceller = deployment.cancelledBy();
        var version = release.version();
        return switch (deployment.state()) {
            case REQUESTED, CHECKING, AWAITING_APPROVAL, WAITING ->
                throw new NothingToPromote(
                        "%s has no traffic yet: it is %s. %s".formatted(version, deployment.state(), whatIsNext()));
            case DEPLOYING -> {
                var paused = waiting(deployment.reports().agent());
                if (canceller != null) {
                    throw new NothingToPromote("%s is being called off, as %s asked".formatted(version, canceller));
                }
                if (paused == null) {
                    throw new NothingToPromote(notPaused());
                }
                yield paused;
            }
            case VERIFYING, BAKING ->
                throw new NothingToPromote("%s has all the traffic of %s already; there is nothing to promote"
                        .formatted(version, deployment.environment()));
            case ROLLING_BACK ->
                throw new NothingToPromote("%s is on its way back: %s".formatted(version, deployment.reason()));
            case SUCCEEDED, REJECTED, FAILED, ROLLED_BACK, ROLLBACK_FAILED, CANCELLED ->
                throw new NothingToPromote(
                        "It is %s already; there is nothing to promote".formatted(deployment.state()));
        };
    }

    private String notPaused() {
        var canary = deployment.plan().policy().canary();
        if (deployment.isRollback() || canary == null || canary.steps().stream().allMatch(it -> it.pause() == null)) {
            return "%s waits for nobody: no step of a canary says 'pause'".formatted(release.version());
        }
        return "The canary of %s does not wait for a person now. %s".formatted(release.version(), whatIsNext());
    }

    private String whatIsNext() {
        var next = deployment.next();
        return next == null ? "GET the release to see where it stands" : next;
    }
}
