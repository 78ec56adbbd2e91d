package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.GateReport;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.ReleaseEvent.TagFailed;
import ai.kaleem.release.common.contract.ReleaseEvent.Tagged;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Has the commit tagged with its version when the release has succeeded. What comes of it changes nothing of the release. */
final class Tagging {

    /** A repository may be away for long; the tag is worth having all the same. */
    private static final Duration WORTH_IT = Duration.ofDays(7);

    private final Release release;
    private final Deployment deployment;
    private final Instant now;

    Tagging(Release release, Deployment deployment, Instant now) {
        this.release = release;
        this.deployment = deployment;
        this.now = now;
    }

    /** Asks for it, unless the plan wants none or nobody knows the commit; the same tag again changes nothing. */
    void begin() {
        var commit = release.commit();
        if (deployment.plan().tag() != null && commit != null && deployment.kind() == Kind.RELEASE) {
            release.ask(Requests.tag(release, deployment, commit, now.plus(WORTH_IT)));
        }
    }

    /** @param before the report before this one; null for the first */
    void heard(@Nullable GateReport before, GateReport report) {
        var tag = deployment.plan().tag();
        if (tag == null || report.verdict() == Verdict.RUNNING || isVerdict(before)) {
            return;
        }
        release.record(
                deployment,
                report.verdict() == Verdict.PASSED
                        ? new Tagged(deployment.id(), now, tag, GateStory.summary(report, tag))
                        : new TagFailed(deployment.id(), now, tag, GateStory.reason(report)));
    }

    private static boolean isVerdict(@Nullable GateReport report) {
        return report != null && report.verdict() != Verdict.RUNNING;
    }
}
