package ai.kaleem.release.api.plan;

import java.time.Duration;

/**
 * Where a release has to have proved itself before it may come to an environment.
 *
 * @param environment where it has to have ended SUCCEEDED
 * @param soak how long ago that has to be at least
 */
public record Predecessor(String environment, Duration soak) {}
