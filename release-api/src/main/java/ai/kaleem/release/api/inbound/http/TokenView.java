package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.access.Scope;
import ai.kaleem.release.api.access.StoredToken;
import ai.kaleem.release.api.access.StoredToken.State;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A token as people read it.
 *
 * @param token itself; only in the answer to the request that made it
 */
record TokenView(
        String id,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(description = "shown this once") @Nullable String token,

        String name,
        List<String> scopes,
        State state,
        Instant createdAt,
        String createdBy,
        Instant expiresAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant revokedAt,
        @Nullable String revokedBy) {

    static TokenView of(StoredToken stored, @Nullable String token, Instant now) {
        return new TokenView(
                stored.id(),
                token,
                stored.name(),
                stored.scopes().stream().map(Scope::toString).toList(),
                stored.state(now),
                stored.createdAt(),
                stored.createdBy(),
                stored.expiresAt(),
                stored.lastUsedAt(),
                stored.revokedAt(),
                stored.revokedBy());
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "%s of %s".formatted(id, name);
    }
}
