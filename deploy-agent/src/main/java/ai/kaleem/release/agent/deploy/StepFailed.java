package ai.kaleem.release.agent.deploy;

import org.jspecify.annotations.Nullable;

/** A step could not be done, for the reason in the message; trying again would not help. */
public class StepFailed extends RuntimeException {

    private final @Nullable String evidence;

    public StepFailed(String reason) {
        this(reason, null, null);
    }

    public StepFailed(String reason, @Nullable String evidence) {
        this(reason, evidence, null);
    }

    /** @param evidence captured output; null where there is none */
    public StepFailed(String reason, @Nullable String evidence, @Nullable Throwable cause) {
        super(reason, cause);
        this.evidence = evidence;
    }

    public @Nullable String evidence() {
        return evidence;
    }
}
