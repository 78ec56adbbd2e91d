package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.AgentReport.Phase;
import org.jspecify.annotations.Nullable;

/** What a person should do after an end that is not the wished one. */
final class Advice {

    private Advice() {}

    static @Nullable String after(Deployment deployment, Phase end) {
        var serves = serves(deployment);
        return switch (end) {
            case FAILED ->
                "%s Read the evidence of the failed step, mend the cause and release again.".formatted(serves);
            case CANCELLED -> "%s Nothing to do.".formatted(serves);
            case ROLLED_BACK ->
                deployment.report().lostSince() == null
                        ? "%s Find the cause in the evidence before releasing again.".formatted(serves)
                        : "%s What was written since %s is in the backup taken before the restore, should it be needed."
                                .formatted(serves, deployment.report().lostSince());
            case ROLLBACK_FAILED ->
                "A person is needed on %s now: see what runs with 'docker ps --filter label=kaleem.release.app=%s', then ask for a rollback to a release that works."
                        .formatted(
                                deployment.request().agent(),
                                deployment.request().app());
            case ACCEPTED, RUNNING, SWITCHED, KEPT, TURNING_BACK, REFUSED, SUCCEEDED -> null;
        };
    }

    private static String serves(Deployment deployment) {
        var serving = deployment.report().serving();
        return serving == null
                ? "Nothing serves in %s.".formatted(deployment.place())
                : "%s serves in %s.".formatted(serving, deployment.place());
    }
}
