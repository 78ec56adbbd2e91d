package ai.kaleem.release.common.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
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
 * @param paused the step of its canary that waits, or was the last to wait, for a person; null where none did, as older
 *     agents leave it out
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
        @Nullable Instant lostSince,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Paused paused) {

    /** One that never waited for a person. */
    public AgentReport(
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
        this(
                releaseId,
                deploymentId,
                agent,
                app,
                environment,
                epoch,
                revision,
                at,
                phase,
                steps,
                backups,
                images,
                confirmBy,
                bakeUntil,
                serving,
                reason,
                next,
                lostSince,
                null);
    }

    /**
     * A step of the canary that waits for a person.
     *
     * @param step of the plan's canary, from 1
     * @param until when the agent decides by itself
     * @param otherwise what it decides then
     * @param endedBy who promoted it; null while it waits, and where the agent decided by itself
     * @param endedAt when it went on; null while it waits, and where it was taken back instead
     */
    public record Paused(
            int step,
            Instant since,
            Instant until,
            Canary.Pause otherwise,
            @Nullable String endedBy,
            @Nullable Instant endedAt) {

        public Paused(int step, Instant since, Instant until, Canary.Pause otherwise) {
            this(step, since, until, otherwise, null, null);
        }

        /** @param by null where nobody did, and the agent goes on by itself */
        public Paused endedBy(@Nullable String by, Instant at) {
            return new Paused(step, since, until, otherwise, by, at);
        }

        /** As is known now. */
        public Paused until(Instant moment) {
            return new Paused(step, since, moment, otherwise, endedBy, endedAt);
        }
    }

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
