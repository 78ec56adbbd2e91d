package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.AgentReport.Paused;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How far a deployment's canary came, and the pause in which it waits for a person. */
final class CanaryCourse {

    private @Nullable CanaryProgress progress;
    private @Nullable Paused paused;

    /** @param progress null where none was begun */
    CanaryCourse(@Nullable CanaryProgress progress, @Nullable Paused paused) {
        this.progress = progress;
        this.paused = paused;
    }

    CanaryProgress progress() {
        return Objects.requireNonNullElse(progress, CanaryProgress.NONE);
    }

    void progress(CanaryProgress reached) {
        progress = reached;
    }

    /** Null where none was begun. */
    @Nullable CanaryProgress begun() {
        return progress;
    }

    /** The pause that waits for a person, or was the last to; null where none did. */
    @Nullable Paused paused() {
        return paused;
    }

    void paused(Paused pause) {
        paused = pause;
    }

    /** A person lets that pause end; nothing where it has ended or is another one. */
    void promote(int step, String by, Instant now) {
        if (paused != null && paused.step() == step && paused.endedAt() == null) {
            paused = paused.endedBy(by, now);
        }
    }
}
