package ai.kaleem.release.api.release;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A person's yes to a deployment.
 *
 * @param fingerprint of what was approved: the plan as it binds the release, the commit and the images
 */
public record Approval(String by, Instant at, @Nullable String comment, String fingerprint) {}
