package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.StoredData;
import java.util.List;

/** Which drills were asked for at a place, and what came of them. */
public interface DrillBook {

    /** The newest first. */
    List<StoredData.Drill> of(Place place);

    /**
     * They take the place of those before; on the disk when it returns.
     *
     * @throws StepFailed where they cannot be written, as on a full disk; those before stand
     */
    void write(Place place, List<StoredData.Drill> drills);
}
