package ai.kaleem.release.notifier;

import ai.kaleem.release.common.contract.Canary;
import ai.kaleem.release.common.contract.Channel;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.Hold;
import ai.kaleem.release.common.contract.ReleaseEvent;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.Told;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One release of Kaleem to production, event by event. */
public final class Story {

    public static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

    private final ReleaseId release;
    private final DeploymentId deployment;
    private final List<Channel> channels = new ArrayList<>();
    private List<String> changes = List.of("feat: products in two languages", "fix: totals <b>&</b> taxes");
    private String releaseType = "REGULAR";
    private String previous = "1.3.0";
    private long number;

    private Story(ReleaseId release, DeploymentId deployment) {
        this.release = release;
        this.deployment = deployment;
    }

    public static Story aRelease() {
        return new Story(ReleaseId.next(), DeploymentId.next());
    }

    /** Always the same ids, for golden files. */
    public static Story theRelease() {
        return new Story(new ReleaseId("01JD7Q4S0000000000000000R1"), new DeploymentId("01JD7Q4S0000000000000000D1"));
    }

    public Story toldTo(Channel... channels) {
        this.channels.addAll(List.of(channels));
        return this;
    }

    public Story thatIsTheFirst() {
        previous = null;
        return this;
    }

    public Story thatIsARollback() {
        releaseType = "ROLLBACK";
        return this;
    }

    public Story thatIsARestore() {
        releaseType = "RESTORE";
        return this;
    }

    public Story with(List<String> changes) {
        this.changes = changes;
        return this;
    }

    public ReleaseId release() {
        return release;
    }

    public Told requested() {
        return told(new ReleaseEvent.Requested(deployment, AT, "salma", "weekly release"), DeploymentState.REQUESTED);
    }

    public Told checksStarted() {
        return told(new ReleaseEvent.ChecksStarted(deployment, AT), DeploymentState.CHECKING);
    }

    public Told gatesFailed(String reason, boolean ours) {
        return told(
                new ReleaseEvent.ChecksFailed(deployment, AT, reason, ours, List.of("lint")), DeploymentState.REJECTED);
    }

    public Told verificationFailed() {
        return told(
                new ReleaseEvent.VerificationFailed(
                        deployment, AT, "health failed: HTTP 500", false, List.of("health")),
                DeploymentState.ROLLING_BACK);
    }

    public Told approvalAwaited() {
        return told(
                new ReleaseEvent.ApprovalAwaited(deployment, AT, 2, AT.plusSeconds(86_400), null, null),
                DeploymentState.AWAITING_APPROVAL);
    }

    public Told declined() {
        return told(new ReleaseEvent.Declined(deployment, AT, "omar", "not on a Friday"), DeploymentState.REJECTED);
    }

    public Told succeeded() {
        return told(new ReleaseEvent.Succeeded(deployment, AT), DeploymentState.SUCCEEDED);
    }

    public Told failed(String reason) {
        return told(
                new ReleaseEvent.Failed(deployment, AT, reason, "Read the log of step healthy"),
                DeploymentState.FAILED);
    }

    public Told rolledBack() {
        return told(
                new ReleaseEvent.RolledBack(deployment, AT, "health failed: HTTP 500", "Mend it, then release again"),
                DeploymentState.ROLLED_BACK);
    }

    public Told rollbackFailed() {
        return told(
                new ReleaseEvent.RollbackFailed(deployment, AT, "1.3.0 does not start", "Start 1.3.0 by hand"),
                DeploymentState.ROLLBACK_FAILED);
    }

    public Told cancelled() {
        return told(
                new ReleaseEvent.Cancelled(deployment, AT, "salma", "superseded by 1.4.1"), DeploymentState.CANCELLED);
    }

    public Told agentSilent() {
        return told(
                new ReleaseEvent.AgentSilent(deployment, AT, "vps-1", AT.minusSeconds(60)), DeploymentState.DEPLOYING);
    }

    public Told agentHeard() {
        return told(new ReleaseEvent.AgentHeard(deployment, AT, "vps-1"), DeploymentState.DEPLOYING);
    }

    public Told turnBroken() {
        return told(
                new ReleaseEvent.TurnBroken(
                        deployment, AT, "salma", "the server is gone", "vps-1", AT.minusSeconds(600)),
                DeploymentState.CANCELLED);
    }

    public Told backupMissed(String problem) {
        return told(
                new ReleaseEvent.BackupMissed(deployment, AT, "mongo", AT.minusSeconds(3660), problem),
                DeploymentState.SUCCEEDED);
    }

    public Told promotionAwaited() {
        return told(
                new ReleaseEvent.PromotionAwaited(deployment, AT, 2, AT.plusSeconds(14_400), Canary.Pause.BACK),
                DeploymentState.DEPLOYING);
    }

    public Told tagFailed() {
        return told(
                new ReleaseEvent.TagFailed(
                        deployment, AT, "v1.4.0", "v1.4.0 is on another commit, and a tag is never moved"),
                DeploymentState.SUCCEEDED);
    }

    public Told checkFailed() {
        return told(
                new ReleaseEvent.CheckSigned(
                        deployment, AT, "Order creation flow", false, "salma", "the total is wrong", 7),
                DeploymentState.SUCCEEDED);
    }

    public Told held() {
        return told(
                new ReleaseEvent.Held(
                        deployment,
                        AT,
                        Hold.Kind.FROZEN,
                        "production is frozen until 2026-12-26 06:00 Asia/Riyadh: no releases before the weekend",
                        AT.plusSeconds(3600)),
                DeploymentState.WAITING);
    }

    public Told paused() {
        return told(new ReleaseEvent.Paused(deployment, AT, "salma", "the shop is full"), DeploymentState.WAITING);
    }

    public Told resumed() {
        return told(new ReleaseEvent.Resumed(deployment, AT, "salma", null), DeploymentState.WAITING);
    }

    public Told freezeWaived() {
        return told(new ReleaseEvent.FreezeWaived(deployment, AT, "omar", "nobody can pay"), DeploymentState.WAITING);
    }

    public Told drillFailed() {
        return told(
                new ReleaseEvent.DrillFailed(
                        deployment,
                        AT,
                        "01JD7Q4S0000000000000000T1",
                        "orders",
                        "dump.pgdump.zst",
                        "Restored, but 1 of 2 counts differ: shop.orders has 93, and had 100 when it was taken"),
                DeploymentState.SUCCEEDED);
    }

    /** Whatever people are told of, once. */
    public List<Told> everythingWorthTelling() {
        return List.of(
                requested(),
                gatesFailed("lint failed: exit 1", false),
                verificationFailed(),
                approvalAwaited(),
                declined(),
                promotionAwaited(),
                succeeded(),
                failed("api never became healthy"),
                rolledBack(),
                rollbackFailed(),
                cancelled(),
                agentSilent(),
                agentHeard(),
                turnBroken(),
                backupMissed("the disk is full"),
                drillFailed(),
                tagFailed(),
                checkFailed(),
                held(),
                paused(),
                resumed(),
                freezeWaived());
    }

    private Told told(ReleaseEvent event, DeploymentState state) {
        var standing = new Told.Standing(
                "kaleem",
                "production",
                "1.4.0",
                releaseType,
                state,
                "salma",
                previous,
                changes,
                null,
                null,
                "http://127.0.0.1:8080/api/v1/releases/" + release);
        return new Told(release, ++number, event, standing, List.copyOf(channels));
    }

    public static Channel slack(String urlFile, String language) {
        return new Channel("team", Channel.Kind.SLACK, null, urlFile, null, List.of("production"), language);
    }

    public static Channel webhook(String url, String secretFile) {
        return new Channel("hook", Channel.Kind.WEBHOOK, url, null, secretFile, List.of(), "en");
    }
}
