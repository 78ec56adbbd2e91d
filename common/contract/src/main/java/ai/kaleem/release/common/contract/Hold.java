package ai.kaleem.release.common.contract;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why a deployment does not ask for its turn though it could.
 *
 * @param until when it does by itself; null where a person has to let it go on
 */
public record Hold(Kind kind, String reason, @Nullable Instant until) {

    public enum Kind {
        /** A person stopped it. */
        PAUSED,
        /** It was asked for for later. */
        SCHEDULED,
        /** Nothing new goes there for a while. */
        FROZEN
    }
}
