package ai.kaleem.release.agent.deploy;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One at a time works with the data of a place: a deployment, or a backup that the plan's schedule asks for. */
final class DataTurns {

    private final Set<Place> taken = ConcurrentHashMap.newKeySet();

    /** Held until it is closed. */
    interface Turn extends AutoCloseable {

        @Override
        void close();
    }

    /** Empty while somebody else has it. */
    Optional<Turn> ask(Place place) {
        return taken.add(place) ? Optional.of(() -> taken.remove(place)) : Optional.empty();
    }

    /** @throws HostUnavailable while a scheduled backup has it; asked again, it answers some time */
    Turn take(Place place) {
        return ask(place).orElseThrow(() -> new HostUnavailable("a scheduled backup of its data ends first"));
    }
}
