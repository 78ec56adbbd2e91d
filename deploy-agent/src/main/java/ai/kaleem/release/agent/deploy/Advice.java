package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.AgentReport.StepState;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import org.jspecify.annotations.Nullable;

/** What a person should do after an end that is not the wished one. */
final class Advice {

    private Advice() {}

    static @Nullable String after(Deployment deployment, Phase end) {
        var serves = serves(deployment);
        return switch (end) {
            case FAILED ->
                deployment.request().kind() == Kind.RESTORE
                        ? "%s Mend the cause and ask for the restore again.%s".formatted(serves, data(deployment))
                        : "%s Read the evidence of the failed step, mend the cause and release again.%s"
                                .formatted(serves, migrated(deployment));
            case CANCELLED -> {
                var migrated = migrated(deployment);
                yield serves + (migrated.isEmpty() ? " Nothing to do." : migrated);
            }
            case ROLLED_BACK ->
                deployment.report().lostSince() == null
                        ? "%s Find the cause in the evidence before releasing again.%s"
                                .formatted(serves, migrated(deployment))
                        : "%s What was written since %s is in the backup taken before the restore, should it be needed."
                                .formatted(serves, deployment.report().lostSince());
            case ROLLBACK_FAILED ->
                "A person is needed on %s now: see what runs with 'docker ps --filter label=kaleem.release.app=%s', then ask for a rollback to a release that works.%s"
                        .formatted(
                                deployment.request().agent(),
                                deployment.request().app(),
                                data(deployment));
            case ACCEPTED, RUNNING, SWITCHED, KEPT, TURNING_BACK, REFUSED, SUCCEEDED -> null;
        };
    }

    /** What became of the data where its migration was not to stay; empty where there was none. */
    private static String migrated(Deployment deployment) {
        if (!Migration.needsUndoing(deployment)) {
            return "";
        }
        var since = deployment.report().lostSince();
        return since == null
                ? " The migration has changed the data, or may have: if what serves does not work with it, ask for a rollback with data: restore."
                : " The data is as it was before the migration; what was written since %s is in the backup taken before the restore."
                        .formatted(since);
    }

    /** What became of the data, where it was overwritten; empty where it was not. */
    private static String data(Deployment deployment) {
        var dumps = DataProtection.dumps(deployment).stream()
                .map(AgentReport.Backup::file)
                .toList();
        if (dumps.isEmpty()) {
            return "";
        }
        var files = String.join(", ", dumps);
        var since = deployment.report().lostSince();
        if (since != null) {
            return " The data is as of %s; what was written since is in %s.".formatted(since, files);
        }
        return deployment.steps().state(StepName.PUT_BACK) == StepState.DONE
                ? " The data is as it was before the restore; a copy is in %s.".formatted(files)
                : " A restore was begun and did not end; the data as it was before is in %s.".formatted(files);
    }

    private static String serves(Deployment deployment) {
        var serving = deployment.report().serving();
        return serving == null
                ? "Nothing serves in %s.".formatted(deployment.place())
                : "%s serves in %s.".formatted(serving, deployment.place());
    }
}
