package ai.kaleem.release.common.contract;

import ai.kaleem.release.common.contract.GateSpec.Severity;
import ai.kaleem.release.common.contract.Request.GatePhase;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that gate-service has to say of one phase of checks so far.
 *
 * @param revision only grows within a deployment and phase
 * @param commit the full hash that was checked out; null before it is known or without a source
 * @param images by service, resolved to digests; a local name stays as it is, for the agent to resolve
 * @param changes first lines of the commits since the previous tag, newest first, at most 50
 * @param reason why the verdict is not PASSED, or that it passed without any gate having run, in words; else null
 */
public record GateReport(
        ReleaseId releaseId,
        DeploymentId deploymentId,
        GatePhase phase,
        long revision,
        Instant at,
        Verdict verdict,
        @Nullable String commit,
        Map<String, String> images,
        List<String> changes,
        List<Gate> gates,
        @Nullable String reason) {

    public enum Verdict {
        RUNNING,
        PASSED,
        /** The app did not pass. */
        FAILED,
        /** We could not find out. Never shown as the app's failure. */
        ERRORED
    }

    /**
     * @param result null until the status is FINISHED
     * @param attempt 1 for the first; a gate that was interrupted runs again as 2
     * @param summary the verdict in one line
     * @param evidence the newest output, at most 64 kB; the whole log is read through gate-service
     * @param failedBefore how many attempts before this one failed, of a gate that may be tried again; null for none, as older
     *     senders leave it out. A pass after one is flaky
     * @param severity what the verdict decides; null is {@link Severity#BLOCKING}, as older senders leave it out
     */
    @RecordBuilder
    @RecordBuilder.Options(prefixEnclosingClassNames = false)
    public record Gate(
            String name,
            Status status,
            @Nullable Result result,
            int attempt,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable String summary,
            @Nullable String evidence,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Severity severity,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer failedBefore)
            implements GateBuilder.With {

        /** How many attempts before this one failed. */
        public int failures() {
            return failedBefore == null ? 0 : failedBefore;
        }

        /** Whether its verdict may end the release. */
        @JsonIgnore
        public boolean isBlocking() {
            return Severity.of(severity) == Severity.BLOCKING;
        }
    }

    /** Did it run. */
    public enum Status {
        PENDING,
        RUNNING,
        FINISHED,
        ERRORED,
        SKIPPED
    }

    /** What it found. */
    public enum Result {
        PASS,
        WARN,
        FAIL
    }
}
