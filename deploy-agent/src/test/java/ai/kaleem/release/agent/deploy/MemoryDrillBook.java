package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.StoredData;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Outlives the agent, as a disk does. */
final class MemoryDrillBook implements DrillBook {

    private final Map<Place, List<StoredData.Drill>> drills = new ConcurrentHashMap<>();

    @Override
    public List<StoredData.Drill> of(Place place) {
        return drills.getOrDefault(place, List.of());
    }

    @Override
    public void write(Place place, List<StoredData.Drill> newest) {
        drills.put(place, List.copyOf(newest));
    }
}
