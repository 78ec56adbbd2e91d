package ai.kaleem.release.api.release;

import ai.kaleem.release.api.document.UnreadableDocument;
import ai.kaleem.release.common.contract.DeploymentId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one deployment that cannot be worked on from holding up the others: it is left alone for a while. */
final class OneByOne {

    private static final Logger log = LoggerFactory.getLogger(OneByOne.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final int NOT_THEIR_FAULT = 3;

    private final Map<DeploymentId, Instant> again = new HashMap<>();
    private int failuresInARow = 0;

    /**
     * Works on it unless it failed a moment ago. Throws only where several fail in a row, as when the store is
     * away, or where its thread was told to end.
     */
    void with(DeploymentId id, Instant now, Runnable work) {
        var pause = again.get(id);
        if (pause != null && now.isBefore(pause)) {
            return;
        }
        try {
            work.run();
            again.remove(id);
            failuresInARow = 0;
        } catch (UnreadableDocument e) {
            // Said where it was found. However many there are, the store is not away.
            again.put(id, now.plus(PAUSE));
        } catch (RuntimeException e) {
            if (Thread.currentThread().isInterrupted()) {
                // This process ends. Nothing is wrong with the deployment, and the others do not go on either.
                throw e;
            }
            if (++failuresInARow >= NOT_THEIR_FAULT) {
                failuresInARow = 0;
                throw e;
            }
            again.put(id, now.plus(PAUSE));
            log.warn(
                    "Deployment {} could not be looked at; the others go on, it is tried again in {} s",
                    id,
                    PAUSE.toSeconds(),
                    e);
        }
    }

    void forgetAllBut(Set<DeploymentId> ids) {
        again.keySet().retainAll(ids);
    }
}
