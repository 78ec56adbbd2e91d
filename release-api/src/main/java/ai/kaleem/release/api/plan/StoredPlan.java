package ai.kaleem.release.api.plan;

import java.time.Instant;
import java.util.List;

/**
 * A plan with the file it came from.
 *
 * @param text as it was sent
 * @param mediaType of the text, {@code application/yaml} or {@code application/json}
 */
public record StoredPlan(Plan plan, String text, String mediaType, Instant putAt, String putBy) {

    /** Another one for another text: half of its SHA-256 in hex, in the quotes that RFC 9110, 8.8.3, wants. */
    public String tag() {
        return "\"%s\"".formatted(Fingerprint.of(List.of(text)).substring(0, 32));
    }
}
