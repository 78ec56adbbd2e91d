package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Request.DataChoice;
import org.jspecify.annotations.Nullable;

/**
 * An emergency rollback as it is asked for.
 *
 * @param id chosen by the caller, so that the same request made again is the same deployment
 * @param agent who serves the environment now; another one may have served the release when it ran there
 * @param to version or release id; null is the last release that ended SUCCEEDED there before the present one
 * @param despiteMigration whether data that was migrated away from the target may stay as it is
 */
public record WantedRollback(
        DeploymentId id,
        String app,
        String environment,
        String agent,
        @Nullable String to,
        DataChoice data,
        String requestedBy,
        @Nullable String reason,
        boolean despiteMigration) {

    /** Of one that accepts no such migration. */
    public WantedRollback(
            DeploymentId id,
            String app,
            String environment,
            String agent,
            @Nullable String to,
            DataChoice data,
            String requestedBy,
            @Nullable String reason) {
        this(id, app, environment, agent, to, data, requestedBy, reason, false);
    }

    /** Whether no migration can be in its way. */
    boolean mindsNoMigration() {
        return data == DataChoice.RESTORE || despiteMigration;
    }
}
