package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.ReleaseEvent;
import ai.kaleem.release.common.contract.ReleaseEvent.*;
import ai.kaleem.release.common.contract.ReleaseType;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Why a deployment stands where it does, and what a person should do now, in sentences. */
record Words(@Nullable String reason, @Nullable String next) {

    /** What to say after the event. What moves nothing and changes nothing for a person leaves the words as they were. */
    static Words after(ReleaseEvent event, Deployment deployment, Origin origin) {
        var version = origin.version();
        var environment = deployment.environment();
        return switch (event) {
            case Requested it ->
                new Words(
                        it.reason(),
                        deployment.isRollback()
                                ? "Nothing to do: it takes the turn of %s now.".formatted(environment)
                                : "Nothing to do: it is checked first.");
            case ChecksStarted it -> new Words(null, "Nothing to do: the checks run; the verdict comes by itself.");
            case GateFinished gate -> same(deployment);
            case StepFinished step -> same(deployment);
            case BackupMissed missed -> same(deployment);
            case DrillFailed failed -> same(deployment);
            case CheckSigned signed -> same(deployment);
            case Tagged tagged -> same(deployment);
            case TagFailed failed -> same(deployment);
            case ChecksPassed passed -> starts(environment);
            case ApprovalAwaited it -> approvalAwaited(it, version);
            case Approved approved -> starts(environment);
            case Queued queued -> starts(environment);
            case ChecksFailed it -> new Words(it.reason(), afterChecks(it, deployment));
            case Declined it ->
                new Words("Declined by %s: %s".formatted(it.by(), it.comment()), afterDecline(it, deployment));
            case TurnAwaited it ->
                new Words(
                        "Deployment %s has the turn of %s.".formatted(it.holder(), environment),
                        "Nothing to do: it starts by itself when that one has ended. Cancel it if it is not wanted any more.");
            case Held it -> held(it, deployment, origin);
            case Paused it ->
                new Words(
                        "%s paused it: %s".formatted(it.by(), it.reason()),
                        "Let it go on to its turn with POST %s/resume, or call it off with POST %s/cancellation."
                                .formatted(origin.link(), origin.link()));
            case Resumed it -> new Words(null, "Nothing to do: %s let it go on.".formatted(it.by()));
            case FreezeWaived it ->
                new Words(
                        "%s let it pass the freeze: %s".formatted(it.by(), it.reason()),
                        "Nothing to do: it starts as soon as %s is free.".formatted(environment));
            case DeploymentStarted it ->
                new Words(null, "Nothing to do: agent %s is putting it in place.".formatted(it.agent()));
            case PromotionAwaited it ->
                new Words(
                        null,
                        "Look at %s, which some of the visitors have, then let it go on with POST %s/promote or call it off with POST %s/cancellation. By itself it %s at %s."
                                .formatted(
                                        version,
                                        origin.link(),
                                        origin.link(),
                                        it.otherwise().words(),
                                        it.until()));
            case Promoted it ->
                new Words(
                        null,
                        "Nothing to do: %s let step %d of its canary go on, and the agent is asked."
                                .formatted(it.by(), it.step()));
            case Switched it ->
                new Words(null, "Nothing to do: all traffic is on %s; it is being verified.".formatted(version));
            case Verified it -> verified(it, version);
            case VerificationFailed it -> new Words(it.reason(), goesBack(deployment));
            case TurningBack it -> new Words(it.reason(), goesBack(deployment));
            case Kept it ->
                new Words(
                        GateStory.unverified(deployment),
                        it.bakeUntil() == null
                                ? "Nothing to do: %s is kept.".formatted(version)
                                : "Nothing to do: %s is kept; what served before stays warm until %s."
                                        .formatted(version, it.bakeUntil()));
            case Succeeded it ->
                new Words(
                        GateStory.unverified(deployment),
                        Objects.requireNonNullElse(
                                advice(deployment), "Nothing to do: %s serves %s.".formatted(version, environment)));
            case Failed it -> new Words(it.reason(), it.next());
            case Expired it -> new Words(it.reason(), it.next());
            case RolledBack it -> new Words(it.reason(), it.next());
            case RollbackFailed it -> new Words(it.reason(), it.next());
            case Cancelled it ->
                new Words(
                        "Cancelled by %s: %s".formatted(it.by(), it.reason()),
                        deployment.isDryRun()
                                ? Objects.requireNonNullElse(
                                        advice(deployment), "Read what it found in the log of the step preflight.")
                                : deployment.isRollback()
                                        ? "Nothing to do here: see what took its place."
                                        : "%s Release again, under a new version, when it is wanted."
                                                .formatted(serves(deployment)));
            case AgentSilent it ->
                new Words(
                        "Agent %s was last heard at %s; what became of it since is not known."
                                .formatted(it.agent(), it.since()),
                        "See whether the agent and its host run, and whether it reaches the broker. It goes on by itself when it is back.");
            case TurnBroken it ->
                new Words(
                        "Given up by %s: %s. Agent %s was last heard on it at %s; what became of it since is not known."
                                .formatted(it.by(), it.reason(), it.agent(), it.unknownSince()),
                        "Look at what serves %s. Where another agent is to serve it from now on, put a plan that names it; then release again."
                                .formatted(environment));
            case AgentHeard it -> new Words(null, "Nothing to do: agent %s is back and goes on.".formatted(it.agent()));
        };
    }

    private static Words held(Held event, Deployment deployment, Origin origin) {
        var itself =
                "Nothing to do: it starts by itself then, as soon as %s is free. Call it off with POST %s/cancellation if it is not wanted any more."
                        .formatted(deployment.environment(), origin.link());
        var next = switch (event.kind()) {
            case PAUSED ->
                "Let it go on to its turn with POST %s/resume, or call it off with POST %s/cancellation."
                        .formatted(origin.link(), origin.link());
            case SCHEDULED -> itself;
            case FROZEN ->
                origin.type() == ReleaseType.HOTFIX
                        ? "%s A second person lets it pass with POST %s/freeze-waiver.".formatted(itself, origin.link())
                        : itself;
        };
        return new Words(event.reason(), next);
    }

    private static String afterDecline(Declined event, Deployment deployment) {
        return event.by().equals(Verification.POLICY)
                ? "%s Release again, under a new version, when there is somebody to approve it."
                        .formatted(untouched(deployment))
                : "%s Talk to %s, then release again under a new version.".formatted(untouched(deployment), event.by());
    }

    private static Words approvalAwaited(ApprovalAwaited event, String version) {
        return new Words(
                "%d more approval%s needed".formatted(event.missing(), event.missing() == 1 ? " is" : "s are"),
                "Look at %s and approve or decline it until %s; after that it is declined by itself."
                        .formatted(version, event.until()));
    }

    private static Words verified(Verified event, String version) {
        return event.reason() == null
                ? new Words(null, "Nothing to do: %s is verified and is being kept.".formatted(version))
                : new Words(event.reason(), "Look at %s yourself; it is being kept.".formatted(version));
    }

    private static Words starts(String environment) {
        return new Words(null, "Nothing to do: it starts as soon as %s is free.".formatted(environment));
    }

    /** What to do with what was found, or given back, is for the agent to say. */
    private static @Nullable String advice(Deployment deployment) {
        var report = deployment.reports().agent();
        var isAsked = deployment.isDryRun() || deployment.kind() == Kind.GIVE_BACK;
        return report == null || !isAsked ? null : report.next();
    }

    private static Words same(Deployment deployment) {
        return new Words(deployment.reason(), deployment.next());
    }

    private static String afterChecks(ChecksFailed event, Deployment deployment) {
        return event.ours()
                ? "%s The check broke, not the app: read its log, mend what it names, and release again under a new version."
                        .formatted(untouched(deployment))
                : "%s Mend %s, and release the mend under a new version."
                        .formatted(
                                untouched(deployment),
                                event.gates().isEmpty() ? "it" : String.join(", ", event.gates()));
    }

    private static String goesBack(Deployment deployment) {
        var previous = deployment.previousVersion();
        return previous == null
                ? "Nothing to do: it is being taken away; nothing served before it."
                : "Nothing to do: traffic goes back to %s.".formatted(previous);
    }

    /** What serves when the deployment changed nothing. */
    static String untouched(Deployment deployment) {
        var previous = deployment.previousVersion();
        return previous == null
                ? "Nothing was touched; nothing serves %s yet.".formatted(deployment.environment())
                : "Nothing was touched; %s still serves %s.".formatted(previous, deployment.environment());
    }

    /** What serves as the agent says, or should where it said nothing. */
    static String serves(Deployment deployment) {
        var report = deployment.reports().agent();
        if (report == null) {
            return untouched(deployment);
        }
        return report.serving() == null
                ? "Nothing serves %s now.".formatted(deployment.environment())
                : "%s serves %s.".formatted(report.serving(), deployment.environment());
    }
}
