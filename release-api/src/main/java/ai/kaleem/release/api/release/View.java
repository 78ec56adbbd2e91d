package ai.kaleem.release.api.release;

import ai.kaleem.release.api.release.ReleaseView.ApprovalView;
import ai.kaleem.release.api.release.ReleaseView.BackupView;
import ai.kaleem.release.api.release.ReleaseView.DeploymentView;
import ai.kaleem.release.api.release.ReleaseView.GateView;
import ai.kaleem.release.api.release.ReleaseView.PauseView;
import ai.kaleem.release.api.release.ReleaseView.StepView;
import ai.kaleem.release.api.release.ReleaseView.TagView;
import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.GateReport;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.GateSpec.Severity;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Shows a release to people: all but evidence, which is read as a log. */
final class View {

    private View() {}

    static ReleaseView of(ReleaseSnapshot release) {
        var origin = release.origin();
        var first = release.deployments().getFirst();
        var images = new LinkedHashMap<>(release.images());
        var ran = first.reports().agent();
        if (ran != null) {
            ran.images().forEach((service, image) -> images.put(service, image.value()));
        }
        return new ReleaseView(
                origin.id(),
                origin.app(),
                origin.version(),
                origin.type(),
                release.commit(),
                images,
                origin.requestedBy(),
                origin.requestedAt(),
                origin.reason(),
                release.changes(),
                release.deployments().stream().map(it -> of(it, release)).toList(),
                gates(first.reports().checks()),
                tag(release));
    }

    /** One deployment that was given it is enough. */
    private static @Nullable TagView tag(ReleaseSnapshot release) {
        return release.deployments().stream()
                .filter(it -> it.kind() == Kind.RELEASE
                        && it.state() == DeploymentState.SUCCEEDED
                        && it.plan().tag() != null
                        && release.commit() != null)
                .map(View::tag)
                .max(Comparator.comparing(it -> it.state() == TagView.State.TAGGED))
                .orElse(null);
    }

    private static TagView tag(DeploymentSnapshot deployment) {
        var name = Objects.requireNonNull(deployment.plan().tag());
        var report = deployment.reports().settled();
        if (report == null || report.verdict() == Verdict.RUNNING) {
            return new TagView(name, TagView.State.PENDING, null);
        }
        return report.verdict() == Verdict.PASSED
                ? new TagView(name, TagView.State.TAGGED, GateStory.summary(report, name))
                : new TagView(name, TagView.State.FAILED, GateStory.reason(report));
    }

    private static DeploymentView of(DeploymentSnapshot it, ReleaseSnapshot release) {
        var agent = it.reports().agent();
        return new DeploymentView(
                it.id(),
                it.plan().environment(),
                it.kind(),
                it.state(),
                it.reason(),
                it.next(),
                it.previousVersion(),
                it.waitsFor(),
                it.state().isEnd() ? null : it.reports().silentSince(),
                it.reports().silentSince(),
                it.epoch(),
                it.requestedBy(),
                it.requestedAt(),
                it.startedAt(),
                it.finishedAt(),
                agent == null ? null : agent.confirmBy(),
                agent == null ? null : agent.bakeUntil(),
                approval(it, release),
                agent == null
                        ? List.of()
                        : agent.steps().stream()
                                .map(step -> new StepView(
                                        step.name(), step.state(), step.startedAt(), step.finishedAt(), step.detail()))
                                .toList(),
                agent == null
                        ? List.of()
                        : agent.backups().stream()
                                .map(backup -> new BackupView(
                                        backup.datastore(),
                                        backup.file(),
                                        backup.bytes(),
                                        backup.sha256(),
                                        backup.sealed(),
                                        backup.drilled(),
                                        backup.takenAt()))
                                .toList(),
                Migrations.of(it),
                gates(it.reports().after()),
                pause(it),
                it.restorations(),
                agent == null ? null : agent.lostSince(),
                it.promotedFrom(),
                it.kind() == Kind.RELEASE ? Looks.of(it).views() : List.of(),
                it.brakes().hold(),
                it.brakes().notBefore(),
                it.brakes().paused(),
                it.brakes().waived());
    }

    private static @Nullable PauseView pause(DeploymentSnapshot it) {
        var agent = it.reports().agent();
        var paused = agent == null ? null : agent.paused();
        if (paused == null) {
            return null;
        }
        var said = it.promotion();
        var by = paused.endedBy();
        var at = by == null ? null : paused.endedAt();
        if (said != null && said.step() == paused.step()) {
            by = said.by();
            at = said.at();
        }
        return new PauseView(
                paused.step(), paused.since(), paused.until(), paused.otherwise(), by, at, paused.endedAt());
    }

    private static @Nullable ApprovalView approval(DeploymentSnapshot it, ReleaseSnapshot release) {
        var decisions = it.plan().decisions();
        if (decisions.approvals() == 0 || it.kind().isOfWhatRan()) {
            return null;
        }
        return new ApprovalView(
                decisions.approvals(),
                it.state() == DeploymentState.AWAITING_APPROVAL ? it.since().plus(decisions.approveWithin()) : null,
                Consent.fingerprint(it.plan(), release.commit(), release.images()),
                it.approvals());
    }

    private static List<GateView> gates(@Nullable GateReport report) {
        return report == null
                ? List.of()
                : report.gates().stream()
                        .map(it -> new GateView(
                                it.name(),
                                it.status(),
                                it.result(),
                                it.attempt(),
                                it.startedAt(),
                                it.finishedAt(),
                                it.summary(),
                                Severity.of(it.severity()),
                                it.failures()))
                        .toList();
    }
}
