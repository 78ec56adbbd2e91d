package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.ReleaseEvent;
import ai.kaleem.release.common.contract.ReleaseEvent.AgentHeard;
import ai.kaleem.release.common.contract.ReleaseEvent.AgentSilent;
import ai.kaleem.release.common.contract.ReleaseEvent.Declined;
import ai.kaleem.release.common.contract.ReleaseEvent.Expired;
import ai.kaleem.release.common.contract.ReleaseEvent.RollbackFailed;
import ai.kaleem.release.common.contract.Request;
import ai.kaleem.release.common.contract.Request.GatePhase;
import ai.kaleem.release.common.contract.Request.ReportRequested;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the clock asks for: silence is an event, a deadline that passed ends what has no turn. */
sealed interface Attention {

    record Nothing() implements Attention {}

    record Ask(List<Request> requests) implements Attention {}

    record Tell(ReleaseEvent event) implements Attention {}

    /** Asks or tells what is due. False where nothing is. */
    default boolean isPaidBy(Release release, Deployment deployment, Instant now) {
        return switch (this) {
            case Nothing nothing -> false;
            case Ask(var requests) -> {
                deployment.asked(now);
                requests.forEach(release::ask);
                yield true;
            }
            case Tell(var event) -> {
                if (event instanceof AgentSilent silent) {
                    deployment.silentSince(silent.since());
                }
                if (event instanceof AgentHeard) {
                    deployment.silentSince(null);
                }
                yield release.record(deployment, event);
            }
        };
    }

    /** @param beat when the agent's last beat came, by our clock; null where none ever came */
    static Attention due(
            Release release, Deployment deployment, @Nullable Instant beat, Instant now, Patience patience) {
        var plan = deployment.plan();
        return switch (deployment.state()) {
            case CHECKING -> {
                if (now.isAfter(deployment.since().plus(plan.checkWithin()))) {
                    yield expired(
                            deployment,
                            "No verdict of the checks within %s".formatted(text(plan.checkWithin())),
                            "See whether gate-service runs and reaches the broker",
                            now);
                }
                yield askGates(release, deployment, GatePhase.BEFORE, now, patience);
            }
            case WAITING ->
                !deployment.preempts()
                                && deployment.brakes().hold() == null
                                && now.isAfter(waitsSince(deployment).plus(plan.waitWithin()))
                        ? expired(
                                deployment,
                                "%s was not free within %s".formatted(plan.environment(), text(plan.waitWithin())),
                                "See what holds it",
                                now)
                        : new Nothing();
            case VERIFYING -> {
                var silence = silence(deployment, beat, now, patience);
                if (!(silence instanceof Nothing)) {
                    yield silence;
                }
                // A verified one waits for the agent alone, whose silence is told and who is reminded.
                if (deployment.isRollback()
                        && !deployment.isVerified()
                        && now.isAfter(deployment.since().plus(patience.verification()))) {
                    yield new Tell(unverified(deployment, patience, now));
                }
                yield deployment.isVerified()
                        ? askAgent(release, deployment, beat, now, patience)
                        : askGates(release, deployment, GatePhase.AFTER, now, patience);
            }
            case DEPLOYING, BAKING, ROLLING_BACK -> {
                var silence = silence(deployment, beat, now, patience);
                yield silence instanceof Nothing ? askAgent(release, deployment, beat, now, patience) : silence;
            }
            case AWAITING_APPROVAL ->
                now.isAfter(deployment.approveUntil()) ? new Tell(unapproved(deployment, now)) : new Nothing();
            case REQUESTED -> new Nothing();
            case SUCCEEDED, REJECTED, FAILED, ROLLED_BACK, ROLLBACK_FAILED, CANCELLED -> new Nothing();
        };
    }

    /** For its turn alone: what it was held back does not count. */
    private static Instant waitsSince(Deployment deployment) {
        return latest(deployment.brakes().freeSince(), null, deployment.since());
    }

    private static Attention silence(Deployment deployment, @Nullable Instant beat, Instant now, Patience patience) {
        var heard = latest(deployment.reports().heardAt(), beat, deployment.since());
        var agent = deployment.plan().agent();
        var isSilent = now.isAfter(heard.plus(patience.silence()));
        if (isSilent && deployment.reports().silentSince() == null) {
            return new Tell(new AgentSilent(deployment.id(), now, agent, heard));
        }
        return !isSilent && deployment.reports().silentSince() != null
                ? new Tell(new AgentHeard(deployment.id(), now, agent))
                : new Nothing();
    }

    /** An agent that beats but does not report is reminded; a silent one would only find a heap of questions. */
    private static Attention askAgent(
            Release release, Deployment deployment, @Nullable Instant beat, Instant now, Patience patience) {
        var last = latest(deployment.reports().heardAt(), deployment.reports().askedAt(), deployment.since());
        return deployment.reports().silentSince() == null && beat != null && now.isAfter(last.plus(patience.report()))
                ? new Ask(Reminders.toAgent(release, deployment, patience))
                : new Nothing();
    }

    private static Attention askGates(
            Release release, Deployment deployment, GatePhase phase, Instant now, Patience patience) {
        var last = latest(deployment.reports().askedAt(), null, deployment.since());
        return now.isAfter(last.plus(patience.report()))
                ? new Ask(List.of(new ReportRequested(release.id(), deployment.id(), null, phase)))
                : new Nothing();
    }

    private static Declined unapproved(Deployment deployment, Instant now) {
        var within = text(deployment.plan().decisions().approveWithin());
        return new Declined(
                deployment.id(), now, Verification.POLICY, "too few people approved it within %s".formatted(within));
    }

    private static Tell expired(Deployment deployment, String reason, String cause, Instant now) {
        var next = "%s %s, then release again under a new version.".formatted(Words.untouched(deployment), cause);
        return new Tell(new Expired(deployment.id(), now, reason, next));
    }

    private static RollbackFailed unverified(Deployment deployment, Patience patience, Instant now) {
        return new RollbackFailed(
                deployment.id(),
                now,
                "It runs, but could not be verified within %s, which is an error of ours"
                        .formatted(text(patience.verification())),
                "%s Look at it yourself now, and see whether gate-service runs.".formatted(Words.serves(deployment)));
    }

    private static Instant latest(@Nullable Instant one, @Nullable Instant other, Instant least) {
        var latest = least;
        if (one != null && one.isAfter(latest)) {
            latest = one;
        }
        return other != null && other.isAfter(latest) ? other : latest;
    }

    private static String text(Duration duration) {
        return duration.toSeconds() < 120 ? duration.toSeconds() + " s" : duration.toMinutes() + " min";
    }
}
