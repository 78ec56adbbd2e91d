package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.ImageRef;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a journal keeps of a deployment beside its request.
 *
 * @param traceparent of the span that asked; null where it had none
 * @param live whether it ever had the traffic
 * @param turnBack why it goes back; null while it goes forward
 * @param waited how much of the present wait (confirm, then bake) has passed
 * @param hurried whether the bake is cut short
 * @param migrated services whose migration was begun; null where none was
 * @param canary how far its canary came; null where none was begun
 * @param gaps by service, when it was away while it was replaced; null where none was
 * @param bootstrapped hashes of the bootstrap commands that are done in its place; null where none was asked for
 * @param pulled images it brought onto this host; null where there was none
 */
public record SavedDeployment(
        AgentReport report,
        @Nullable String traceparent,
        Prepared prepared,
        boolean live,
        @Nullable TurnBack turnBack,
        Duration waited,
        boolean hurried,
        @Nullable List<String> migrated,
        @Nullable CanaryProgress canary,
        @Nullable Map<String, Gap> gaps,
        @Nullable List<String> bootstrapped,
        @Nullable List<ImageRef> pulled) {

    /** @param serving the version that has the traffic; null where nothing serves */
    static SavedDeployment accepted(
            DeploymentRequested request, @Nullable String traceparent, @Nullable String serving, Instant now) {
        var report = new AgentReport(
                request.releaseId(),
                request.deploymentId(),
                request.agent(),
                request.app(),
                request.environment(),
                request.epoch(),
                0,
                now,
                Phase.ACCEPTED,
                Steps.planned(plan(request, serving == null)).told(),
                List.of(),
                Map.of(),
                null,
                null,
                serving,
                null,
                null,
                null);
        return new SavedDeployment(
                report, traceparent, Prepared.NOTHING, false, null, Duration.ZERO, false, null, null, null, null, null);
    }

    private static List<StepName> plan(DeploymentRequested request, boolean first) {
        return switch (request.kind()) {
            case RELEASE ->
                StepName.ofARelease(
                        first,
                        Bootstrapping.isPlanned(request),
                        Migration.isPlanned(request.services()),
                        request.policy().canary() != null,
                        Configuring.isPlanned(request));
            case ROLLBACK ->
                request.data() == DataChoice.RESTORE ? StepName.OF_A_ROLLBACK_WITH_DATA : StepName.OF_A_ROLLBACK;
            case ADOPTION -> StepName.OF_AN_ADOPTION;
            case PUT_RIGHT -> StepName.OF_A_ROLLBACK;
            case GIVE_BACK -> StepName.OF_A_GIVING_BACK;
            case RESTORE -> StepName.OF_A_RESTORE;
            case ADOPTION_DRY_RUN, GIVE_BACK_DRY_RUN, CONFIGURATION_CHECK, RESTORE_DRY_RUN -> StepName.OF_A_DRY_RUN;
        };
    }
}
