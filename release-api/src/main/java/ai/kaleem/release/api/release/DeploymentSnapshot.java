package ai.kaleem.release.api.release;

import ai.kaleem.release.api.plan.ResolvedPlan;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Restoration;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A deployment as it is stored.
 *
 * @param plan what binds it; of a rollback, with the images pinned
 * @param since when it came into its state
 * @param startedAt when it had its turn; null before
 * @param finishedAt when it ended; null before
 * @param aborts whom a rollback pre-empted
 * @param waitsFor who had the turn when it asked last
 * @param cancelledBy who asked to cancel it after the agent was asked
 * @param reason why it stands where it does
 * @param next what a person should do
 * @param verified whether the gates after the switch passed
 * @param approvals the first first; none where an older version stored it
 * @param reports what its sources said
 * @param promotion who let its canary go on last; null where nobody did
 * @param promotedFrom the deployment whose success brought it here; null where it was no promotion
 * @param signatures of the plan's manual checks, the first first; none where an older version stored it
 * @param brakes what keeps it from its turn; {@link Brakes#NONE} where an older version stored it
 * @param restorations which backups a restore brings back; none for all else, as an older version stored it
 */
@RecordBuilder
public record DeploymentSnapshot(
        DeploymentId id,
        Kind kind,
        ResolvedPlan plan,
        DataChoice data,
        String requestedBy,
        Instant requestedAt,
        DeploymentState state,
        Instant since,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        long epoch,
        @Nullable DeploymentId aborts,
        @Nullable DeploymentId waitsFor,
        @Nullable String previousVersion,
        @Nullable String cancelledBy,
        @Nullable String reason,
        @Nullable String next,
        boolean verified,
        List<Approval> approvals,
        Reports reports,
        @Nullable Promotion promotion,
        List<Restoration> restorations,
        @Nullable DeploymentId promotedFrom,
        List<Signature> signatures,
        Brakes brakes)
        implements DeploymentSnapshotBuilder.With {

    public DeploymentSnapshot {
        approvals = Objects.requireNonNullElse(approvals, List.of());
        restorations = Objects.requireNonNullElse(restorations, List.of());
        signatures = Objects.requireNonNullElse(signatures, List.of());
        brakes = Objects.requireNonNullElse(brakes, Brakes.NONE);
    }

    static DeploymentSnapshot ofRelease(NewRelease wanted, @Nullable String previousVersion, Instant now) {
        return requested(DeploymentId.next(), wanted.kind(), wanted.plan(), wanted.requestedBy(), now)
                .previousVersion(previousVersion)
                .promotedFrom(wanted.passed() == null ? null : wanted.passed().deployment())
                .brakes(Brakes.until(wanted.notBefore()))
                .build();
    }

    /** @param tried the one before, whose plan it goes by */
    static DeploymentSnapshot ofRetry(
            WantedRetry wanted, DeploymentSnapshot tried, @Nullable String previousVersion, Instant now) {
        return requested(wanted.id(), Kind.RELEASE, tried.plan(), wanted.requestedBy(), now)
                .previousVersion(previousVersion)
                .promotedFrom(tried.promotedFrom())
                .build();
    }

    /** @param plan under which the release ran there */
    static DeploymentSnapshot ofRollback(
            WantedRollback wanted, ResolvedPlan plan, @Nullable String previousVersion, Instant now) {
        return requested(wanted.id(), Kind.ROLLBACK, plan, wanted.requestedBy(), now)
                .data(wanted.data())
                .previousVersion(previousVersion)
                .build();
    }

    static DeploymentSnapshot ofPromotion(WantedPromotion wanted, @Nullable String previousVersion, Instant now) {
        return requested(wanted.id(), Kind.RELEASE, wanted.plan(), wanted.requestedBy(), now)
                .previousVersion(previousVersion)
                .promotedFrom(wanted.passed().deployment())
                .build();
    }

    /** @param plan under which the release runs there */
    static DeploymentSnapshot ofHandling(WantedHandling wanted, ResolvedPlan plan, String version, Instant now) {
        return requested(wanted.id(), wanted.kind(), plan, wanted.requestedBy(), now)
                .previousVersion(version)
                .restorations(wanted.restorations())
                .build();
    }

    private static DeploymentSnapshotBuilder requested(
            DeploymentId id, Kind kind, ResolvedPlan plan, String by, Instant now) {
        return DeploymentSnapshotBuilder.builder()
                .id(id)
                .kind(kind)
                .plan(plan)
                .data(DataChoice.KEEP)
                .requestedBy(by)
                .requestedAt(now)
                .state(DeploymentState.REQUESTED)
                .since(now)
                .reports(Reports.NONE);
    }
}
