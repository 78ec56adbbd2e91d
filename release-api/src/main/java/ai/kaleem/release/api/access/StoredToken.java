package ai.kaleem.release.api.access;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a token that was given out.
 *
 * @param mac of the whole token, keyed by the {@link Pepper}, in hex
 * @param name what stories call its holder
 * @param lastUsedAt to the minute; null where it was never used
 * @param revokedAt null where it was not
 */
public record StoredToken(
        String id,
        String mac,
        String name,
        List<Scope> scopes,
        Instant createdAt,
        String createdBy,
        Instant expiresAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant revokedAt,
        @Nullable String revokedBy) {

    /** Whether it still lets anybody in. */
    public enum State {
        ACTIVE,
        EXPIRED,
        REVOKED
    }

    public State state(Instant now) {
        if (revokedAt != null) {
            return State.REVOKED;
        }
        return now.isBefore(expiresAt) ? State.ACTIVE : State.EXPIRED;
    }

    Caller caller() {
        return new Caller(name, scopes);
    }

    /** Without what is kept to know it by. */
    @Override
    public String toString() {
        return "%s of %s for %s"
                .formatted(id, name, scopes.stream().map(Scope::toString).collect(Collectors.joining(", ")));
    }
}
