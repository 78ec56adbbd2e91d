package ai.kaleem.release.api.crash;

import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Fact;
import ai.kaleem.release.common.contract.Fact.AgentFact;
import ai.kaleem.release.common.contract.Fact.Beat;
import ai.kaleem.release.common.contract.Fact.GateFact;
import ai.kaleem.release.common.contract.GateReport;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.ImageRef;
import ai.kaleem.release.common.contract.Message;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.DrillRequested;
import ai.kaleem.release.common.contract.Request.GatesRequested;
import ai.kaleem.release.common.contract.Request.KeepRequested;
import ai.kaleem.release.common.contract.Request.PromotionRequested;
import ai.kaleem.release.common.contract.Request.ReportRequested;
import ai.kaleem.release.common.contract.Request.RollbackRequested;
import ai.kaleem.release.common.contract.Told;
import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.common.messaging.Publisher;
import ai.kaleem.release.common.messaging.Received;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gate-service, an agent and whoever hears the story, who never die, and remember everything they got. */
final class Others {

    static final String AGENT = "vps-9";

    private final Envelopes envelopes;
    private final Publisher publisher;
    private final Map<DeploymentId, DeploymentRequested> asked = new HashMap<>();
    private final Map<DeploymentId, AgentReport> reports = new HashMap<>();
    private final Map<String, GateReport> verdicts = new HashMap<>();
    private final List<Received> received = new ArrayList<>();
    private long revision = 0;
    private long lastBeat = System.nanoTime();

    Others(Envelopes envelopes, Publisher publisher) {
        this.envelopes = envelopes;
        this.publisher = publisher;
    }

    synchronized List<Received> received() {
        return List.copyOf(received);
    }

    synchronized List<Told> told() {
        return received.stream()
                .map(Received::data)
                .filter(Told.class::isInstance)
                .map(Told.class::cast)
                .toList();
    }

    /** As the agent does all the time, once a second at most here: who is heard is asked for what got lost of its reports. */
    synchronized void beat() {
        if (System.nanoTime() - lastBeat > Duration.ofSeconds(1).toNanos()) {
            lastBeat = System.nanoTime();
            say(new Beat(AGENT, Instant.now(), "0.1.0", List.of()));
        }
    }

    synchronized void hear(Received message) {
        received.add(message);
        answer(message.data());
    }

    private void answer(Message message) {
        switch (message) {
            case GatesRequested it -> {
                var key = it.deploymentId() + " " + it.phase();
                verdicts.computeIfAbsent(key, none -> passed(it));
                say(GateFact.of(verdicts.get(key)));
            }
            case DeploymentRequested it -> deploy(it);
            case DrillRequested it -> {}
            case KeepRequested it -> {
                if (phase(it.deploymentId()) == Phase.SWITCHED) {
                    say(it.deploymentId(), Phase.KEPT);
                    say(it.deploymentId(), Phase.SUCCEEDED);
                }
            }
            case RollbackRequested it -> {
                if (reports.containsKey(it.deploymentId())
                        && !phase(it.deploymentId()).isEnd()) {
                    say(it.deploymentId(), Phase.CANCELLED);
                }
            }
            case PromotionRequested it -> {}
            case ReportRequested it -> {
                if (reports.containsKey(it.deploymentId())) {
                    say(AgentFact.of(reports.get(it.deploymentId())));
                }
            }
            case Told it -> {}
            case Fact it -> throw new IllegalStateException("Nobody sends us facts: " + it);
        }
    }

    private void deploy(DeploymentRequested request) {
        var known = asked.putIfAbsent(request.deploymentId(), request);
        if (known != null) {
            say(AgentFact.of(reports.get(request.deploymentId())));
            return;
        }
        say(new Beat(AGENT, Instant.now(), "0.1.0", List.of()));
        say(request.deploymentId(), Phase.ACCEPTED);
        var aborts = request.aborts();
        if (aborts != null && reports.containsKey(aborts) && !phase(aborts).isEnd()) {
            say(aborts, Phase.CANCELLED);
        }
        if (request.kind().isOfWhatRan()) {
            say(request.deploymentId(), Phase.SWITCHED);
            say(request.deploymentId(), Phase.SUCCEEDED);
        } else if (request.version().endsWith(".0")) {
            say(request.deploymentId(), Phase.SWITCHED);
        } else if (request.version().endsWith(".1")) {
            say(request.deploymentId(), Phase.FAILED);
        }
    }

    private Phase phase(DeploymentId id) {
        return reports.get(id).phase();
    }

    private void say(DeploymentId id, Phase phase) {
        var request = asked.get(id);
        var report = new AgentReport(
                request.releaseId(),
                id,
                AGENT,
                request.app(),
                request.environment(),
                request.epoch(),
                ++revision,
                Instant.now(),
                phase,
                List.of(),
                List.of(),
                Map.of("api", new ImageRef("sha256:" + "ab".repeat(32))),
                null,
                null,
                request.version(),
                phase == Phase.FAILED ? "api never became healthy" : null,
                null,
                null);
        reports.put(id, report);
        say(AgentFact.of(report));
    }

    private GateReport passed(GatesRequested request) {
        return new GateReport(
                request.releaseId(),
                request.deploymentId(),
                request.phase(),
                ++revision,
                Instant.now(),
                Verdict.PASSED,
                "c0ffee".repeat(6) + "c0ff",
                Map.of(),
                List.of(),
                List.of(),
                null);
    }

    private void say(Fact fact) {
        publisher.publish(envelopes.seal(fact));
    }
}
