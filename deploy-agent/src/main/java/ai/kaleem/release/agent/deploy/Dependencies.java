package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.DatastoreSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The datastores a release works with, as its agent sees them. One that was never well is not lost. */
final class Dependencies {

    /** Looks in a row: the engine may just be starting it again. */
    private static final int LOOKS = 3;

    private final Host host;
    private final List<DatastoreSpec> datastores;
    private final Map<String, Integer> missed = new HashMap<>();

    Dependencies(Host host, List<DatastoreSpec> datastores) {
        this.host = host;
        this.datastores = datastores;
    }

    /** Which one is lost and how, in words. */
    Optional<String> look() {
        return datastores.stream().flatMap(it -> look(it).stream()).findFirst();
    }

    private Optional<String> look(DatastoreSpec datastore) {
        var fault = host.fault(datastore.container());
        if (fault.isEmpty()) {
            missed.put(datastore.name(), 0);
            return Optional.empty();
        }
        var inARow = missed.computeIfPresent(datastore.name(), (name, count) -> count + 1);
        return inARow == null || inARow < LOOKS
                ? Optional.empty()
                : Optional.of("dependency lost: %s, %s".formatted(datastore.name(), fault.get()));
    }
}
