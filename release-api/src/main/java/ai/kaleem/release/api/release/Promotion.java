package ai.kaleem.release.api.release;

import java.time.Instant;

/**
 * A person's word that a canary which waits may go on.
 *
 * @param step of the canary, from 1
 */
public record Promotion(int step, String by, Instant at) {}
