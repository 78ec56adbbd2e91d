package ai.kaleem.release.api.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * What is kept of a token: {@code sha256:} and the SHA-256 of the token in lower-case hex. A token is {@code krl_} and 32
 * random bytes in base64url, so a plain hash is enough: there is nothing to guess.
 */
public record TokenHash(String value) {

    /** What a hash begins with. */
    public static final String PREFIX = "sha256:";

    private static final Pattern FORM = Pattern.compile("sha256:[0-9a-f]{64}");

    public TokenHash {
        if (!FORM.matcher(value).matches()) {
            // Whoever put the token itself here must not read it in a log.
            throw new IllegalArgumentException("A token's hash is 'sha256:' and 64 hex digits;"
                    + " make it with: printf 'sha256:%s' \"$(printf %s \"$TOKEN\" | sha256sum | cut -d' ' -f1)\"");
        }
    }

    public static TokenHash of(String token) {
        return new TokenHash(PREFIX + HexFormat.of().formatHex(digest(token)));
    }

    /** Takes the same time whatever the token is. */
    public boolean matches(String token) {
        return MessageDigest.isEqual(HexFormat.of().parseHex(value.substring(PREFIX.length())), digest(token));
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
