package ai.kaleem.release.common.messaging;

import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.DeploymentRequestedBuilder;
import ai.kaleem.release.common.contract.Fact;
import ai.kaleem.release.common.contract.GateReport;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.GatePhase;
import ai.kaleem.release.common.contract.Request.KeepRequested;
import ai.kaleem.release.common.contract.Request.Policy;
import ai.kaleem.release.common.contract.Request.ReportRequested;
import ai.kaleem.release.common.contract.Request.RestorePolicy;
import ai.kaleem.release.common.contract.ServiceSpecBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Small messages to send about. */
class Messages {

    static final ReleaseId RELEASE = new ReleaseId("01JD7Q4S0000000000000000R1");
    static final DeploymentId DEPLOYMENT = new DeploymentId("01JD7Q4S0000000000000000D1");

    static KeepRequested keep(String agent) {
        return new KeepRequested(RELEASE, DEPLOYMENT, agent, 1);
    }

    /** Asks for a service of which nothing is said that can be left out. */
    static DeploymentRequested deployment(String agent) {
        return DeploymentRequestedBuilder.builder()
                .releaseId(RELEASE)
                .deploymentId(DEPLOYMENT)
                .app("shop")
                .environment("production")
                .version("1.4.0")
                .agent(agent)
                .kind(DeploymentRequested.Kind.RELEASE)
                .epoch(1)
                .notAfter(Instant.EPOCH)
                .services(List.of(ServiceSpecBuilder.builder()
                        .name("worker")
                        .image("shop:1.4.0")
                        .networks(List.of("shop"))
                        .stopGrace(Duration.ofSeconds(10))
                        .build()))
                .policy(new Policy(Duration.ofMinutes(10), Duration.ofMinutes(15), RestorePolicy.AUTO))
                .data(DataChoice.KEEP)
                .build();
    }

    static ReportRequested report(@Nullable String agent) {
        return new ReportRequested(RELEASE, DEPLOYMENT, agent, agent == null ? GatePhase.BEFORE : null);
    }

    static Fact gatesProgressed(long revision) {
        return new Fact.GatesProgressed(new GateReport(
                RELEASE,
                DEPLOYMENT,
                GatePhase.BEFORE,
                revision,
                Instant.EPOCH,
                GateReport.Verdict.RUNNING,
                null,
                Map.of(),
                List.of(),
                List.of(),
                null));
    }
}
