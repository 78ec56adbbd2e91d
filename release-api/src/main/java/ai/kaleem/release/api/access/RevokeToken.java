package ai.kaleem.release.api.access;

import java.time.Clock;

/** Lets nobody in with a token any more, from the next request on. */
public final class RevokeToken {

    private final TokenStore store;
    private final Clock clock;

    public RevokeToken(TokenStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * The same again changes nothing.
     *
     * @throws TokenUnknown where none has that id
     */
    public void revoke(String id, Caller caller) {
        if (store.find(id).isEmpty()) {
            throw new TokenUnknown(id);
        }
        store.revoke(id, clock.instant(), caller.name());
    }
}
