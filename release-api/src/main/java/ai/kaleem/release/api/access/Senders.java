package ai.kaleem.release.api.access;

import ai.kaleem.release.api.access.WebhookSecrets.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Knows for which apps the sender of a webhook may speak. */
public final class Senders {

    private static final String HMAC = "HmacSHA256";

    private final WebhookSecrets secrets;

    public Senders(WebhookSecrets secrets) {
        this.secrets = secrets;
    }

    /**
     * By GitHub's signature over the body as it came.
     *
     * @param signature {@code sha256=} and the HMAC-SHA-256 in hex, of the header {@code X-Hub-Signature-256}; see
     *     <a href="https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries">GitHub's own page</a>
     * @throws SenderUnknown where no app's secret made it
     */
    public List<String> signed(byte[] body, String signature) {
        return known(it -> "sha256=%s".formatted(HexFormat.of().formatHex(mac(it, body))), signature);
    }

    /**
     * By GitLab's token, which is the secret itself.
     *
     * @throws SenderUnknown where it is no app's secret
     */
    public List<String> withToken(String token) {
        return known(it -> it, token);
    }

    private List<String> known(Proof proof, String given) {
        var apps = secrets.all().stream()
                .filter(it -> isSame(proof.by(it.value()), given))
                .map(Secret::app)
                .toList();
        if (apps.isEmpty()) {
            throw new SenderUnknown();
        }
        return apps;
    }

    /** Takes the same time however much of it is right. */
    private static boolean isSame(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] mac(String secret, byte[] body) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HMAC-SHA-256", e);
        }
    }

    private interface Proof {
        String by(String secret);
    }

    /** Nobody whose secret we know sent it. */
    public static final class SenderUnknown extends RuntimeException {

        SenderUnknown() {
            super(
                    "The webhook is not signed with the secret of any app; give the repository's webhook the content of the"
                            + " app's file in the folder that KALEEM_WEBHOOKS_SECRETSFOLDER names");
        }
    }
}
