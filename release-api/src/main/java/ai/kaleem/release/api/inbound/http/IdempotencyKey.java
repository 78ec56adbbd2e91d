package ai.kaleem.release.api.inbound.http;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The form of the header. */
final class IdempotencyKey {

    static final String HEADER = "Idempotency-Key";

    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{1,255}");

    private IdempotencyKey() {}

    /** @return the key, or null where none was sent */
    static @Nullable String checked(@Nullable String key) {
        if (key != null && !FORM.matcher(key).matches()) {
            throw new BadRequest(HEADER, "is no key", "use 1 to 255 visible ASCII characters, for example a UUID");
        }
        return key;
    }
}
