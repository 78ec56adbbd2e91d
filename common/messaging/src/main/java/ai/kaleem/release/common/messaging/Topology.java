package ai.kaleem.release.common.messaging;

import java.util.ArrayList;
import java.util.List;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.BindingBuilder;
import org.springframework.amqp.core.Declarable;
import org.springframework.amqp.core.DirectExchange;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.amqp.core.TopicExchange;

/**
 * Exchanges and queues, named once. Queues are quorum queues with a version in their name, since arguments of a queue
 * cannot change; what a consumer rejects goes, at least once, through {@link #DEAD} into {@link #PARKING_QUEUE}.
 */
public final class Topology {

    public static final String REQUESTS = "release.requests";
    public static final String FACTS = "release.facts";
    public static final String EVENTS = "release.events";
    public static final String DEAD = "release.dead";

    public static final String GATES_QUEUE = "gates.requests.v1";
    public static final String FACTS_QUEUE = "release-api.facts.v1";
    public static final String AUDIT_QUEUE = "release-api.audit.v1";
    public static final String NOTICES_QUEUE = "notifier.events.v2";
    public static final String PARKING_QUEUE = "release.parking.v1";

    static final String GATES_KEY = "gates";

    /** Only a crash in the middle of a delivery counts here: what fails is tried again in place, then parked. */
    private static final int DELIVERY_LIMIT = 50;

    /** Behind parking there is nothing, so no number of crashes may drop a message; a broker's own default is 20. */
    private static final int PARKING_LIMIT = 1_000_000;

    private Topology() {}

    public static String agentQueue(String agent) {
        return "agent.%s.requests.v1".formatted(agent);
    }

    static String agentKey(String agent) {
        return "agent.%s".formatted(agent);
    }

    /** All but the agents' queues: those come with the plan that names the agent. */
    static List<Declarable> base() {
        var requests = new DirectExchange(REQUESTS);
        var facts = new TopicExchange(FACTS);
        var events = new TopicExchange(EVENTS);
        var dead = new TopicExchange(DEAD);
        var parking = QueueBuilder.durable(PARKING_QUEUE)
                .quorum()
                .deliveryLimit(PARKING_LIMIT)
                .build();
        var gates = queue(GATES_QUEUE).build();
        var inbox = queue(FACTS_QUEUE).singleActiveConsumer().build();
        // A story is told in its order, also where one of two notifiers goes with what it had not yet taken in.
        var notices = queue(NOTICES_QUEUE).singleActiveConsumer().build();
        // One chain has one writer.
        var audit = queue(AUDIT_QUEUE).singleActiveConsumer().build();

        var all = new ArrayList<Declarable>(
                List.of(requests, facts, events, dead, parking, gates, inbox, notices, audit));
        all.add(BindingBuilder.bind(parking).to(dead).with("#"));
        all.add(BindingBuilder.bind(gates).to(requests).with(GATES_KEY));
        all.add(BindingBuilder.bind(inbox).to(facts).with("#"));
        all.add(BindingBuilder.bind(notices).to(events).with("#"));
        all.add(BindingBuilder.bind(audit).to(events).with("#"));
        return all;
    }

    static List<Declarable> agent(String agent) {
        Queue queue = queue(agentQueue(agent)).singleActiveConsumer().build();
        Binding binding =
                BindingBuilder.bind(queue).to(new DirectExchange(REQUESTS)).with(agentKey(agent));
        return List.of(queue, binding);
    }

    private static QueueBuilder queue(String name) {
        return QueueBuilder.durable(name)
                .quorum()
                .deadLetterExchange(DEAD)
                .deliveryLimit(DELIVERY_LIMIT)
                .overflow(QueueBuilder.Overflow.rejectPublish)
                .withArgument("x-dead-letter-strategy", "at-least-once");
    }
}
