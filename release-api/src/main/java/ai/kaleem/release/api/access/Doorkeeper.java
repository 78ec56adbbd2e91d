package ai.kaleem.release.api.access;

import ai.kaleem.release.api.access.StoredToken.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Knows whom a token lets in: one of the file that the operator wrote, or one that was given out. */
public final class Doorkeeper {

    private static final Duration NOTED_EVERY = Duration.ofMinutes(1);

    private final Tokens file;
    private final TokenStore store;
    private final @Nullable Pepper pepper;
    private final Clock clock;
    private final Map<String, Instant> noted = new ConcurrentHashMap<>();

    public Doorkeeper(Tokens file, TokenStore store, @Nullable Pepper pepper, Clock clock) {
        this.file = file;
        this.store = store;
        this.pepper = pepper;
        this.clock = clock;
    }

    /** @throws TokenRefused where it lets nobody in */
    public Caller admit(String token) {
        return file.callerWith(token).orElseGet(() -> given(token));
    }

    /** Only who has the whole token is told that it is over; for all others there is no such token. */
    private Caller given(String token) {
        var text = TokenText.parse(token).orElseThrow(TokenRefused::new);
        if (pepper == null) {
            throw new TokenRefused();
        }
        var stored = store.find(text.id())
                .filter(it -> pepper.matches(it.mac(), text))
                .orElseThrow(TokenRefused::new);
        var now = clock.instant();
        if (stored.state(now) != State.ACTIVE) {
            throw new TokenRefused(stored, now);
        }
        note(stored, now);
        return stored.caller();
    }

    private void note(StoredToken token, Instant now) {
        var last = noted.get(token.id());
        if (last == null || !now.isBefore(last.plus(NOTED_EVERY))) {
            noted.put(token.id(), now);
            store.used(token.id(), now);
        }
    }
}
