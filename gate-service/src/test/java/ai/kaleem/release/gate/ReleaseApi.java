package ai.kaleem.release.gate;

import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.contract.Fact.GateFact;
import ai.kaleem.release.common.contract.GateReport;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.Message;
import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.common.messaging.Topology;
import ai.kaleem.release.common.messaging.Traces;
import ai.kaleem.release.common.messaging.UnreadableMessage;
import ai.kaleem.release.common.testing.Broker;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.amqp.rabbit.core.RabbitTemplate;

/** The other end of the broker: asks gate-service and hears its facts. */
final class ReleaseApi implements AutoCloseable {

    /** The trace that everything asked here is part of. */
    static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    static final Duration SOON = Duration.ofSeconds(30);

    private static final Traces SPAN = () -> "00-%s-b7ad6b7169203331-01".formatted(TRACE);

    private final List<String> traces = new ArrayList<>();
    private final CachingConnectionFactory connections = Broker.shared().connections();
    private final RabbitTemplate rabbit = new RabbitTemplate(connections);
    private final RabbitAdmin admin = new RabbitAdmin(connections);
    private final Envelopes envelopes = new Envelopes("release-api", Clock.systemUTC(), SPAN);
    private final List<GateReport> reports = new ArrayList<>();

    ReleaseApi() {
        admin.purgeQueue(Topology.GATES_QUEUE);
        admin.purgeQueue(Topology.FACTS_QUEUE);
        admin.purgeQueue(Topology.PARKING_QUEUE);
    }

    void ask(Message request) {
        ask(request, "", "");
    }

    /** The same as somebody of a newer version might ask it. */
    void ask(Message request, String word, String newer) {
        var body = envelopes.seal(request).body().replace(word, newer).getBytes(StandardCharsets.UTF_8);
        rabbit.send("", Topology.GATES_QUEUE, MessageBuilder.withBody(body).build());
    }

    /** The next report with a verdict. */
    GateReport verdict() {
        return await().atMost(SOON).until(this::heard, it -> it != null && it.verdict() != Verdict.RUNNING);
    }

    /** Sends what is no message of anybody's. */
    void babble() {
        rabbit.send(
                "",
                Topology.GATES_QUEUE,
                MessageBuilder.withBody("{".getBytes(StandardCharsets.UTF_8)).build());
    }

    /** Hears whatever is there. */
    void hearAll() throws UnreadableMessage {
        while (next() != null) {
            // Kept with the others.
        }
    }

    /** Every report that was heard, in order. */
    List<GateReport> reports() {
        return reports;
    }

    /** The {@code traceparent} of each of them. */
    List<String> traces() {
        return traces;
    }

    long parked() {
        return Objects.requireNonNull(admin.getQueueInfo(Topology.PARKING_QUEUE))
                .getMessageCount();
    }

    /** The next verdict; null where none has come yet. */
    private GateReport heard() throws UnreadableMessage {
        var report = next();
        while (report != null && report.verdict() == Verdict.RUNNING) {
            report = next();
        }
        return report;
    }

    private GateReport next() throws UnreadableMessage {
        var message = rabbit.receive(Topology.FACTS_QUEUE, 500);
        if (message == null) {
            return null;
        }
        var fact =
                envelopes.open(message.getBody(), message.getMessageProperties().getReceivedRoutingKey());
        var report = ((GateFact) fact.data()).report();
        reports.add(report);
        traces.add(String.valueOf(fact.traceparent()));
        return report;
    }

    @Override
    public void close() {
        connections.destroy();
    }
}
