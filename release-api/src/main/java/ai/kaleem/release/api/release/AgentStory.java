package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Step;
import ai.kaleem.release.common.contract.AgentReport.StepState;
import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.ReleaseEvent;
import ai.kaleem.release.common.contract.ReleaseEvent.*;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads out of an agent's report everything that must have happened. Each event is tried in turn on the edge table, so that
 * a report heals whatever was lost before it: {@code KEPT} alone walks {@code Switched} and {@code Kept}.
 */
final class AgentStory {

    private static final int EVIDENCE_TOLD = 2_000;

    private AgentStory() {}

    static List<ReleaseEvent> of(Deployment deployment, AgentReport report, Instant now) {
        return switch (deployment.kind()) {
            case RELEASE, ADOPTION, ADOPTION_DRY_RUN -> release(deployment, report, now);
            case ROLLBACK -> rollback(deployment, report, now);
            case PUT_RIGHT, GIVE_BACK, GIVE_BACK_DRY_RUN, CONFIGURATION_CHECK, RESTORE, RESTORE_DRY_RUN ->
                handling(deployment, report, now);
        };
    }

    private static List<ReleaseEvent> release(Deployment deployment, AgentReport report, Instant now) {
        var id = deployment.id();
        var switched = new Switched(id, now);
        var kept = new Kept(id, now, report.bakeUntil());
        return switch (report.phase()) {
            case ACCEPTED, RUNNING -> List.of();
            case SWITCHED -> List.of(switched);
            case KEPT -> List.of(switched, kept);
            case SUCCEEDED -> List.of(switched, kept, new Succeeded(id, now));
            // Before it has traffic there is none to turn back; the end that follows says FAILED or CANCELLED.
            case TURNING_BACK -> {
                var back = new TurningBack(id, now, reason(report, "The agent turns back"));
                yield hasSwitched(deployment, report)
                        ? List.of(switched, back)
                        : wasTried(report) ? List.of(back) : List.of();
            }
            case REFUSED -> List.of(failed(deployment, report, "The agent refused it", now));
            case FAILED -> List.of(failed(deployment, report, "It failed", now), rolledBack(deployment, report, now));
            // After the switch nothing is called off: it was taken back.
            case CANCELLED ->
                deployment.state() == DeploymentState.VERIFYING
                        ? List.of(rolledBack(deployment, report, now))
                        : List.of(cancelled(deployment, report, now), rolledBack(deployment, report, now));
            case ROLLED_BACK -> List.of(rolledBack(deployment, report, now));
            case ROLLBACK_FAILED -> List.of(rollbackFailed(deployment, report, now));
        };
    }

    /** A rollback has nothing behind it: it ends well after its verification, or a person is needed. */
    private static List<ReleaseEvent> rollback(Deployment deployment, AgentReport report, Instant now) {
        var id = deployment.id();
        return switch (report.phase()) {
            case ACCEPTED, RUNNING, TURNING_BACK -> List.of();
            case SWITCHED, KEPT -> List.of(new Switched(id, now));
            case SUCCEEDED ->
                deployment.isVerified()
                        ? List.of(new Switched(id, now), new Succeeded(id, now))
                        : List.of(new Switched(id, now));
            case CANCELLED ->
                deployment.state() == DeploymentState.VERIFYING
                        ? List.of(rollbackFailed(deployment, report, now))
                        : List.of(cancelled(deployment, report, now), rollbackFailed(deployment, report, now));
            case REFUSED, FAILED, ROLLED_BACK, ROLLBACK_FAILED -> List.of(rollbackFailed(deployment, report, now));
        };
    }

    /** Until its switch what served goes on serving; after that there is nothing behind it either. */
    private static List<ReleaseEvent> handling(Deployment deployment, AgentReport report, Instant now) {
        var isVerifying = deployment.state() == DeploymentState.VERIFYING;
        return switch (report.phase()) {
            case REFUSED, FAILED ->
                List.of(
                        isVerifying
                                ? rollbackFailed(deployment, report, now)
                                : failed(deployment, report, "It failed", now));
            case ROLLED_BACK -> List.of(rolledBack(deployment, report, now));
            case ACCEPTED, RUNNING, TURNING_BACK, SWITCHED, KEPT, SUCCEEDED, CANCELLED, ROLLBACK_FAILED ->
                rollback(deployment, report, now);
        };
    }

    /** The steps that ended since the report before, their evidence cut to what a reader of a message wants. */
    static List<ReleaseEvent> steps(
            Deployment deployment, @Nullable AgentReport before, AgentReport report, Instant now) {
        Set<String> known = before == null
                ? Set.of()
                : before.steps().stream()
                        .filter(AgentStory::hasEnded)
                        .map(AgentStory::key)
                        .collect(Collectors.toSet());
        return report.steps().stream()
                .filter(it -> hasEnded(it) && !known.contains(key(it)))
                .<ReleaseEvent>map(it -> new StepFinished(deployment.id(), now, cut(it)))
                .toList();
    }

    private static boolean hasEnded(Step step) {
        return step.state() == StepState.DONE || step.state() == StepState.FAILED;
    }

    private static String key(Step step) {
        return "%s %s".formatted(step.name(), step.finishedAt());
    }

    private static Step cut(Step step) {
        return new Step(
                step.name(), step.state(), step.startedAt(), step.finishedAt(), step.detail(), tail(step.evidence()));
    }

    static @Nullable String tail(@Nullable String evidence) {
        return evidence == null || evidence.length() <= EVIDENCE_TOLD
                ? evidence
                : evidence.substring(evidence.length() - EVIDENCE_TOLD);
    }

    private static boolean hasSwitched(Deployment deployment, AgentReport report) {
        return deployment.state() != DeploymentState.DEPLOYING
                || report.steps().stream().anyMatch(it -> it.name().equals("switch") && it.state() == StepState.DONE);
    }

    /** Some of the traffic was on it. */
    private static boolean wasTried(AgentReport report) {
        return report.steps().stream().anyMatch(it -> it.name().equals("canary") && it.startedAt() != null);
    }

    private static Failed failed(Deployment deployment, AgentReport report, String otherwise, Instant now) {
        var next = "%s Mend it, and release the mend under a new version.".formatted(Words.serves(deployment));
        return new Failed(deployment.id(), now, reason(report, otherwise), next(report, next));
    }

    private static RolledBack rolledBack(Deployment deployment, AgentReport report, Instant now) {
        var lost = report.lostSince() == null
                ? ""
                : " Data was restored: writes after %s are lost.".formatted(report.lostSince());
        var next = "%s%s Mend it, and release the mend under a new version.".formatted(Words.serves(deployment), lost);
        var known = Objects.requireNonNullElse(deployment.reason(), "It was taken back");
        return new RolledBack(deployment.id(), now, reason(report, known), next(report, next));
    }

    private static RollbackFailed rollbackFailed(Deployment deployment, AgentReport report, Instant now) {
        var next =
                "A person is needed now. %s Read the failed step's log, and bring %s up by hand or roll back to another version."
                        .formatted(
                                Words.serves(deployment),
                                Objects.requireNonNullElse(deployment.previousVersion(), "a version"));
        return new RollbackFailed(
                deployment.id(), now, reason(report, "It could not be taken back"), next(report, next));
    }

    private static Cancelled cancelled(Deployment deployment, AgentReport report, Instant now) {
        var by = Objects.requireNonNullElse(
                deployment.cancelledBy(), deployment.isDryRun() ? deployment.requestedBy() : "an emergency rollback");
        return new Cancelled(deployment.id(), now, by, reason(report, "interrupted before it took traffic"));
    }

    private static String reason(AgentReport report, String otherwise) {
        return report.reason() == null ? otherwise : report.reason();
    }

    private static String next(AgentReport report, String otherwise) {
        return report.next() == null ? otherwise : report.next();
    }
}
