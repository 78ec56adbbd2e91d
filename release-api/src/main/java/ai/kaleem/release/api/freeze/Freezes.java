package ai.kaleem.release.api.freeze;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What people declared, beside the plans. */
public interface Freezes {

    /** Durable when it returns; the same id again changes nothing. */
    void add(Freeze freeze);

    Optional<Freeze> find(String id);

    /** From then on it is over. Durable when it returns. */
    void end(String id, Instant at);

    /** Those of the environment that are not over, whether they have begun or not. */
    List<Freeze> of(String app, String environment, Instant now);
}
