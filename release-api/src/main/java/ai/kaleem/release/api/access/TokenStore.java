package ai.kaleem.release.api.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The tokens that were given out. None is ever removed, so that a story's names can be traced. */
public interface TokenStore {

    void add(StoredToken token);

    Optional<StoredToken> find(String id);

    /** Newest first. */
    List<StoredToken> all();

    /** Keeps the first revocation where there are two. */
    void revoke(String id, Instant at, String by);

    void used(String id, Instant at);
}
