package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.StoredData;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Copies of datastores on this host. Only a sealed one counts: written, synced, read back and renamed.
 *
 * <p>Every method throws {@link HostUnavailable} where the engine does not answer, and {@link StepFailed} with the reason in
 * words where it could not be done.
 */
public interface Backups {

    /**
     * Which backup: one per datastore, deployment and purpose, and of the scheduled ones one for each time.
     *
     * @param deployment for whose sake it is taken; of a scheduled one, what serves
     * @param due for {@code SCHEDULED}, when it was to be taken; else null
     */
    record Key(
            Place place,
            DeploymentId deployment,
            Purpose purpose,
            @Nullable Instant due) {

        public Key(Place place, DeploymentId deployment, Purpose purpose) {
            this(place, deployment, purpose, null);
        }
    }

    /** A sealed backup, and why there is one. */
    record Held(DeploymentId deployment, Purpose purpose, AgentReport.Backup backup) {}

    enum Purpose {
        /** As the data was before the release. */
        BEFORE_RELEASE,
        /** As the data was before a restore overwrote it. */
        BEFORE_RESTORE,
        /** As the plan asks beside releases. */
        SCHEDULED
    }

    /**
     * A sealed backup. Where this key has one of the datastore already, that one is the answer, so that a repeat after a
     * crash does not take a later state for the earlier.
     *
     * @throws StepFailed where it cannot be sealed; nothing half-written stays
     */
    default AgentReport.Backup take(Key key, DatastoreSpec datastore) {
        return take(key, datastore, bytes -> {});
    }

    /** @param progress hears now and then of the bytes that the store's tool has written */
    AgentReport.Backup take(Key key, DatastoreSpec datastore, LongConsumer progress);

    /**
     * The datastore is as it was when the backup was taken, and runs.
     *
     * @throws StepFailed where the file is not what was sealed (nothing is touched then), or the store does not come up
     */
    void restore(Place place, DatastoreSpec datastore, AgentReport.Backup backup);

    /**
     * Restores the backup in a throw-away container of its own, counts what is there and runs the plan's check in it. One that
     * passes counts as drilled from then on.
     *
     * @throws StepFailed where it could not be restored, or the check could not be run
     */
    Drilled drill(Place place, DatastoreSpec datastore, AgentReport.Backup backup);

    /** Removes what a drill left that was cut off. */
    void clearDrill(Place place, String datastore);

    /** @param detail what came of it, in words */
    record Drilled(boolean passed, String detail, List<StoredData.Count> counts) {}

    /** The sealed backups of the datastore, the newest first. */
    List<Held> held(Place place, DatastoreSpec datastore);

    /**
     * Removes the sealed backups of the datastore that are not to be kept for their age, never the newest, the newest that is
     * drilled, nor a needed one.
     *
     * @param needed files that a rollback may need
     */
    void retain(Place place, DatastoreSpec datastore, Set<String> needed);
}
