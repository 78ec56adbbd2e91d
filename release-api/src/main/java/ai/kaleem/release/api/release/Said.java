package ai.kaleem.release.api.release;

import java.time.Instant;

/** A person's word, and why. */
public record Said(String by, Instant at, String reason) {}
