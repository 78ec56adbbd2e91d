package ai.kaleem.release.notifier.outbound;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A signing secret of Standard Webhooks, {@code whsec_} and base64. It is never shown. */
final class WebhookSecret {

    private static final String PREFIX = "whsec_";

    private final byte[] key;

    private WebhookSecret(byte[] key) {
        this.key = key;
    }

    /** @throws Address.Unusable where the file holds no such secret */
    static WebhookSecret in(String file) throws Address.Unusable {
        var text = Address.read(file);
        try {
            var key =
                    text.startsWith(PREFIX) ? Base64.getDecoder().decode(text.substring(PREFIX.length())) : new byte[0];
            if (key.length > 0) {
                return new WebhookSecret(key);
            }
        } catch (IllegalArgumentException e) {
            // Its message repeats a part of the secret.
        }
        throw new Address.Unusable("%s holds no signing secret (whsec_ and base64)".formatted(file));
    }

    /** {@code v1,} and the base64 HMAC-SHA256 of id, timestamp and body with dots between. */
    String sign(String id, long timestamp, String body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            var signed = "%s.%d.%s".formatted(id, timestamp, body);
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }
}
