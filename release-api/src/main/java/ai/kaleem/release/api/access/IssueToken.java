package ai.kaleem.release.api.access;

import java.security.SecureRandom;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Gives a token out, with no more rights than whoever asks has. */
public final class IssueToken {

    private final TokenStore store;
    private final @Nullable Pepper pepper;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    public IssueToken(TokenStore store, @Nullable Pepper pepper, Clock clock) {
        this.store = store;
        this.pepper = pepper;
        this.clock = clock;
    }

    /**
     * @throws NotAllowed where it would have a scope that the caller lacks
     * @throws NoPepper where nothing is there to keep it by
     */
    public Issued issue(WantedToken wanted, Caller caller) {
        if (pepper == null) {
            throw new NoPepper();
        }
        wanted.scopes().forEach(it -> caller.require(it.action(), it.environment()));
        var token = TokenText.next(random);
        var stored = new StoredToken(
                token.id(),
                pepper.of(token),
                wanted.name(),
                wanted.scopes(),
                clock.instant(),
                caller.name(),
                wanted.expiresAt(),
                null,
                null,
                null);
        store.add(stored);
        return new Issued(token.text(), stored);
    }

    /** @param token as its holder sends it; it is kept nowhere, so this is the only time that it can be read */
    public record Issued(String token, StoredToken stored) {

        @Override
        public String toString() {
            return stored.toString();
        }
    }
}
