package ai.kaleem.release.api.parking;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps parked messages. */
public interface ParkedMessages {

    /** One that is there already is kept as the newer one says. */
    void keep(ParkedMessage message);

    Optional<ParkedMessage> find(String id);

    /** Newest id first. @param olderThan the last id of the page before */
    List<ParkedMessage> list(@Nullable String olderThan, int limit);

    void replayed(String id, Instant at);
}
