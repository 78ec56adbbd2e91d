package ai.kaleem.release.api.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The key of the HMAC-SHA-256 that is kept of each token; it is in no database, so that who steals one has nothing to try tokens on. */
public final class Pepper {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int LEAST = 32;

    private final SecretKeySpec key;

    /** @throws IllegalArgumentException where it has less than 32 characters */
    public Pepper(String text) {
        if (text.length() < LEAST) {
            throw new IllegalArgumentException(
                    "A pepper has at least %d characters; make one with: openssl rand -base64 32".formatted(LEAST));
        }
        this.key = new SecretKeySpec(text.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /** In lower-case hex. */
    String of(TokenText token) {
        return HexFormat.of().formatHex(mac(token));
    }

    /** Takes the same time whatever the token is. */
    boolean matches(String kept, TokenText token) {
        return MessageDigest.isEqual(HexFormat.of().parseHex(kept), mac(token));
    }

    private byte[] mac(TokenText token) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(token.text().getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HMAC-SHA-256", e);
        }
    }
}
