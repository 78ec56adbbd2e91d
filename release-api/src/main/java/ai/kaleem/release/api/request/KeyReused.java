package ai.kaleem.release.api.request;

/** The idempotency key was used for another request. */
public final class KeyReused extends RuntimeException {

    KeyReused(String key) {
        super("Idempotency-Key '%s' was used for another request; repeat that one unchanged, or use a new key"
                .formatted(key));
    }
}
