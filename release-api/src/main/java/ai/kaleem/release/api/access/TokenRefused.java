package ai.kaleem.release.api.access;

import java.time.Instant;

/** The token lets nobody in. The message says why, and what to do. */
public final class TokenRefused extends RuntimeException {

    TokenRefused() {
        super("The token is not one of ours; send the API's token as 'Authorization: Bearer krl_...'");
    }

    TokenRefused(StoredToken token, Instant now) {
        super(
                switch (token.state(now)) {
                    case REVOKED ->
                        "The token %s was revoked at %s by %s; ask for another"
                                .formatted(token.id(), token.revokedAt(), token.revokedBy());
                    case EXPIRED ->
                        "The token %s expired at %s; ask for another".formatted(token.id(), token.expiresAt());
                    case ACTIVE -> throw new IllegalArgumentException("Nothing is wrong with " + token);
                });
    }
}
