package ai.kaleem.release.api.request;

import ai.kaleem.release.api.release.Placed;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The idempotency keys that were used, each by its caller. */
public interface Keys {

    Optional<Claim> find(KeyId key);

    /**
     * Stores the claim where the key was never used, before anything is done for it.
     *
     * @return the claim that stands now: the given one, or the earlier one
     */
    Claim claim(KeyId key, Claim claim);

    /** Keeps what the request came to, so that a repeat is answered by it alone. */
    void answered(KeyId key, Placed answer);

    /** @param key as the caller chose it */
    record KeyId(String caller, String key) {}

    /**
     * @param fingerprint of the request; the same key with another one is refused
     * @param id of what the request makes, so that a repeat makes the same
     * @param answer null while the request is under way, or broke off
     */
    record Claim(String fingerprint, String id, @Nullable Placed answer) {}
}
