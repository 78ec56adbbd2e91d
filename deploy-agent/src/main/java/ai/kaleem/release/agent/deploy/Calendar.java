package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.DatastoreSpec.Schedule;
import java.time.Instant;
import java.util.Optional;

/** Reads what a plan says of times. */
public interface Calendar {

    /**
     * The first time of the schedule after that moment; empty where none comes.
     *
     * @throws StepFailed where the schedule cannot be read
     */
    Optional<Instant> next(Schedule schedule, Instant after);
}
