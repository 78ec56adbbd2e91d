package ai.kaleem.release.api.parking;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps parked messages, and what was done with each. None is ever removed, nor takes the place of another. */
public interface ParkedMessages {

    /**
     * Keeps a message that was parked. The same one brought twice by the broker is kept once; one that was replayed and
     * comes back is parked again.
     *
     * @return under which id
     */
    String keep(Letter letter, Instant at);

    Optional<ParkedMessage> find(String id);

    /** With all that came with it, as it was parked last. */
    Optional<Letter> letter(String id);

    /** What was done with it, oldest first. */
    List<Act> trail(String id);

    /**
     * Newest id first.
     *
     * @param state null for all
     * @param olderThan the last id of the page before
     */
    List<ParkedMessage> list(ParkedMessage.@Nullable State state, @Nullable String olderThan, int limit);

    /** Moves it and writes the act down; false, and nothing written, where it is in none of these states. */
    boolean move(String id, Set<ParkedMessage.State> from, ParkedMessage.State to, Act act);

    /** Writes an act down that moves nothing. */
    void note(String id, Act act);
}
