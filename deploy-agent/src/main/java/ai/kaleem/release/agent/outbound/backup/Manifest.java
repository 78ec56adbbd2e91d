package ai.kaleem.release.agent.outbound.backup;

import ai.kaleem.release.agent.deploy.Backups.Held;
import ai.kaleem.release.agent.deploy.Backups.Purpose;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.DeploymentId;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Stands beside a backup and makes it one: what has no manifest is not sealed. */
record Manifest(@Nullable DeploymentId deployment, @Nullable Purpose purpose, AgentReport.@Nullable Backup backup) {

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
