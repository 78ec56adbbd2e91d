package ai.kaleem.release.common.contract;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that an agent has to say of one deployment so far. Every fact carries it whole, so that a lost or late fact heals
 * with the next one.
 *
 * @param revision only grows within a deployment; the newest wins
 * @param images by service, what really runs; empty before {@code preflight} resolved them
 * @param confirmBy when the agent goes back by itself unless it is told to keep; null before the switch and after the keep
 * @param bakeUntil when the old version is retired; null before the keep
 * @param serving the version that has the traffic now; null where nothing serves
 * @param reason why it ended, or is turning back, in words
 * @param next what a person should do now, in words
 * @param lostSince writes after this moment were lost by a restore; null where none was
 */
public record AgentReport(
        ReleaseId releaseId,
        DeploymentId deploymentId,
        String agent,
        String app,
        String environment,
        long epoch,
        long revision,
        Instant at,
        Phase phase,
        List<Step> steps,
        List<Backup> backups,
        Map<String, ImageRef> images,
        @Nullable Instant confirmBy,
        @Nullable Instant bakeUntil,
        @Nullable String serving,
        @Nullable String reason,
        @Nullable String next,
        @Nullable Instant lostSince) {

    /** How far the deployment came. After an end nothing follows. */
    public enum Phase {
        /** In the journal, not begun. */
        ACCEPTED,
        /** Between the first step and the switch: the old version serves. */
        RUNNING,
        /** All traffic is on the new version; the confirm clock runs (not for a rollback deployment). */
        SWITCHED,
        /** The keep arrived in time; the old version stays warm until the bake ends. */
        KEPT,
        /** On the way back. */
        TURNING_BACK,
        /** Never begun: too late, an old epoch, or it does not fit this agent. */
        REFUSED,
        SUCCEEDED,
        FAILED,
        CANCELLED,
        ROLLED_BACK,
        ROLLBACK_FAILED;

        public boolean isEnd() {
            return ordinal() >= REFUSED.ordinal();
        }
    }

    /**
     * @param name {@code preflight}, {@code backup}, ... as in the plan of a deployment
     * @param detail what it did or why it failed, in a line
     * @param evidence captured output, at most 64 kB, the newest kept; null where there is none
     */
    public record Step(
            String name,
            StepState state,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable String detail,
            @Nullable String evidence) {}

    public enum StepState {
        PENDING,
        RUNNING,
        DONE,
        FAILED,
        SKIPPED
    }

    /**
     * @param file path on the agent's host
     * @param sha256 lower-case hex of the file
     * @param sealed written, synced, read back and renamed; an unsealed backup is none
     * @param drilled restored once in a throw-away container
     */
    public record Backup(
            String datastore,
            String file,
            long bytes,
            String sha256,
            boolean sealed,
            boolean drilled,
            Instant takenAt) {}
}
