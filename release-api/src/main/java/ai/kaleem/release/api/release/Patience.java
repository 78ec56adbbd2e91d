package ai.kaleem.release.api.release;

import java.time.Duration;

/** How long we wait for others. */
public interface Patience {

    /** After a request was made the agent, or gate-service, may still begin it. */
    Duration begin();

    /** A source that says nothing for so long is asked for its report. */
    Duration report();

    /** An agent that is not heard for so long is told as silent. */
    Duration silence();

    /** A rollback has nothing behind it, so its verification must end. */
    Duration verification();
}
