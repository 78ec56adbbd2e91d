package ai.kaleem.release.agent.outbound.backup;

import ai.kaleem.release.agent.deploy.Backups.Held;
import ai.kaleem.release.agent.deploy.Backups.Purpose;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.DeploymentId;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stands beside a backup and makes it one: what has no manifest is not sealed.
 *
 * @param counts what was in the store when it was taken, by table or database; null where nobody counted
 */
record Manifest(
        @Nullable DeploymentId deployment,
        @Nullable Purpose purpose,
        AgentReport.@Nullable Backup backup,
        @Nullable Map<String, Range> counts) {

    /** Counted before and after the dump: what was written meanwhile may be in it or not. */
    record Range(long least, long most) {

        static Range of(long one, long other) {
            return new Range(Math.min(one, other), Math.max(one, other));
        }
    }

    Manifest drilled(boolean passed) {
        var it = sealed();
        var proved = new AgentReport.Backup(
                it.datastore(), it.file(), it.bytes(), it.sha256(), it.sealed(), passed, it.takenAt());
        return new Manifest(deployment, purpose, proved, counts);
    }

    /** Whether it says what a manifest of that file says: half of one may still be JSON. */
    boolean isOf(Path file) {
        return deployment != null
                && purpose != null
                && backup != null
                && backup.sealed()
                && backup.sha256() != null
                && backup.takenAt() != null
                && Path.of(backup.file()).getFileName().equals(file.getFileName());
    }

    AgentReport.Backup sealed() {
        if (backup == null) {
            throw new IllegalStateException("Only a manifest of a file is asked for its backup");
        }
        return backup;
    }

    Held held() {
        if (deployment == null || purpose == null) {
            throw new IllegalStateException("Only a manifest of a file is asked for its backup");
        }
        return new Held(deployment, purpose, sealed());
    }
}
