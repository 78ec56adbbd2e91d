package ai.kaleem.release.api.plan;

import java.time.Instant;

/**
 * A plan with the file it came from.
 *
 * @param text as it was sent
 * @param mediaType of the text, {@code application/yaml} or {@code application/json}
 */
public record StoredPlan(Plan plan, String text, String mediaType, Instant putAt, String putBy) {}
