package ai.kaleem.release.common.messaging;

import java.time.Instant;
import java.util.List;

/** The unsent messages, kept by a service in the same document or transaction as the state they tell of. */
public interface OutboxStore {

    /** Owners with messages that were left since before then, at most so many. */
    List<String> ownersWithUnsent(Instant olderThan, int limit);

    /** What the owner has not sent, in the order it was written. */
    List<Outgoing> unsent(String owner);

    /** Forgets messages that are published. Those it does not hold are no error. */
    void sent(String owner, List<String> messageIds);
}
