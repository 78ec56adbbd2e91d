package ai.kaleem.release.api.release;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a person found when they looked.
 *
 * @param check its name in the plan
 * @param comment never null where it did not pass
 */
public record Signature(
        String check,
        boolean passed,
        String by,
        Instant at,
        @Nullable String comment) {}
