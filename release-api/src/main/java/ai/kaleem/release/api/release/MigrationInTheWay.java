package ai.kaleem.release.api.release;

/** A rollback without the data would put an earlier version on data that was migrated away from it. */
public final class MigrationInTheWay extends RuntimeException {

    MigrationInTheWay(String message) {
        super(message);
    }
}
