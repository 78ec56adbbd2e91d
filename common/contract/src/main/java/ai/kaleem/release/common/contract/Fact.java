package ai.kaleem.release.common.contract;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a source observed. Facts report; release-api alone moves state. */
public sealed interface Fact extends Message {

    /** From gate-service. Routing key {@code gate.<fact>}. */
    sealed interface GateFact extends Fact {

        GateReport report();

        @Override
        default String subject() {
            return report().deploymentId().value();
        }

        /** The fact that a report of this verdict is told as. */
        static GateFact of(GateReport report) {
            return switch (report.verdict()) {
                case RUNNING -> new GatesProgressed(report);
                case PASSED -> new GatesPassed(report);
                case FAILED -> new GatesFailed(report);
                case ERRORED -> new GatesErrored(report);
            };
        }
    }

    @JsonTypeName("gate.progressed.v1")
    record GatesProgressed(GateReport report) implements GateFact {}

    @JsonTypeName("gate.passed.v1")
    record GatesPassed(GateReport report) implements GateFact {}

    @JsonTypeName("gate.failed.v1")
    record GatesFailed(GateReport report) implements GateFact {}

    @JsonTypeName("gate.errored.v1")
    record GatesErrored(GateReport report) implements GateFact {}

    /** From an agent, of one deployment. Routing key {@code agent.<fact>.<agent>}. */
    sealed interface AgentFact extends Fact {

        AgentReport report();

        @Override
        default String subject() {
            return report().deploymentId().value();
        }

        /** The fact that a report of this phase is told as. */
        static AgentFact of(AgentReport report) {
            return switch (report.phase()) {
                case ACCEPTED -> new Accepted(report);
                case RUNNING -> new Progressed(report);
                case SWITCHED -> new Switched(report);
                case KEPT -> new Kept(report);
                case TURNING_BACK -> new TurningBack(report);
                case REFUSED -> new Refused(report);
                case SUCCEEDED -> new Succeeded(report);
                case FAILED -> new Failed(report);
                case CANCELLED -> new Cancelled(report);
                case ROLLED_BACK -> new RolledBack(report);
                case ROLLBACK_FAILED -> new RollbackFailed(report);
            };
        }
    }

    @JsonTypeName("agent.accepted.v1")
    record Accepted(AgentReport report) implements AgentFact {}

    @JsonTypeName("agent.progressed.v1")
    record Progressed(AgentReport report) implements AgentFact {}

    @JsonTypeName("agent.switched.v1")
    record Switched(AgentReport report) implements AgentFact {}

    @JsonTypeName("agent.kept.v1")
    record Kept(AgentReport report) implements AgentFact {}

    @JsonTypeName("agent.turning-back.v1")
    record TurningBack(AgentReport report) implements AgentFact {}

    @JsonTypeName("agent.refused.v1")
    record Refused(AgentReport report) implements AgentFact {}

    @JsonTypeName("agent.succeeded.v1")
    record Succeeded(AgentReport report) implements AgentFact {}

    @JsonTypeName("agent.failed.v1")
    record Failed(AgentReport report) implements AgentFact {}

    @JsonTypeName("agent.cancelled.v1")
    record Cancelled(AgentReport report) implements AgentFact {}

    @JsonTypeName("agent.rolled-back.v1")
    record RolledBack(AgentReport report) implements AgentFact {}

    @JsonTypeName("agent.rollback-failed.v1")
    record RollbackFailed(AgentReport report) implements AgentFact {}

    /**
     * The agent is alive. Told every 10 s, never kept for later: a beat that cannot be sent at once is dropped.
     *
     * @param version of the agent's own software
     * @param running what serves in each environment on its host
     */
    @JsonTypeName("agent.beat.v1")
    record Beat(String agent, Instant at, String version, List<Serving> running) implements Fact {

        @Override
        public String subject() {
            return agent;
        }
    }

    /**
     * @param version null where nothing serves
     * @param healthy whether every container of it runs, and is healthy where it can say
     * @param drift how what stands before it differs from what was released, and what to do; null where it does not
     * @param data null where nothing is known of it, as from an agent that does not tell
     */
    record Serving(
            String app,
            String environment,
            @Nullable ReleaseId releaseId,
            @Nullable String version,
            boolean healthy,
            @Nullable String drift,
            @Nullable StoredData data) {

        /** As it was released, with nothing said of its data. */
        public Serving(
                String app,
                String environment,
                @Nullable ReleaseId releaseId,
                @Nullable String version,
                boolean healthy) {
            this(app, environment, releaseId, version, healthy, null, null);
        }
    }

    /** From the notifier: what became of a delivery. Routing key {@code notice.<fact>}. */
    sealed interface NoticeFact extends Fact {

        ReleaseId releaseId();

        DeploymentId deploymentId();

        String channel();

        @Override
        default String subject() {
            return deploymentId().value();
        }
    }

    @JsonTypeName("notice.delivered.v1")
    record NoticeDelivered(
            ReleaseId releaseId, DeploymentId deploymentId, String channel, String event, int attempts, Instant at)
            implements NoticeFact {}

    @JsonTypeName("notice.given-up.v1")
    record NoticeGivenUp(
            ReleaseId releaseId,
            DeploymentId deploymentId,
            String channel,
            String event,
            int attempts,
            Instant at,
            String reason)
            implements NoticeFact {}
}
