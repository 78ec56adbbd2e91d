package ai.kaleem.release.api;

import ai.kaleem.release.api.environment.Agents;
import ai.kaleem.release.api.inbound.messages.FactInbox;
import ai.kaleem.release.api.inbound.messages.ParkingInbox;
import ai.kaleem.release.api.outbound.broker.BrokerTopology;
import ai.kaleem.release.api.parking.ParkedMessages;
import ai.kaleem.release.api.plan.Plans;
import ai.kaleem.release.api.release.HearFact;
import ai.kaleem.release.common.messaging.Inboxes;
import ai.kaleem.release.common.messaging.Topology;
import ai.kaleem.release.common.messaging.TopologyDeclarer;
import java.time.Clock;
import java.util.Collection;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.listener.MessageListenerContainer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What comes in over the broker, and the topology, which this service alone declares. */
@Configuration(proxyBeanMethods = false)
class MessageWiring {

    @Bean
    static BrokerTopology brokerTopology(ConnectionFactory connections, Plans plans) {
        var topology = new BrokerTopology(new TopologyDeclarer(connections), () -> agents(plans));
        connections.addConnectionListener(topology);
        return topology;
    }

    @Bean
    static MessageListenerContainer facts(Inboxes inboxes, HearFact facts, Agents agents, Clock clock) {
        return inboxes.listen(Topology.FACTS_QUEUE, new FactInbox(facts, agents, clock));
    }

    @Bean
    static MessageListenerContainer parking(Inboxes inboxes, ParkedMessages messages, Clock clock) {
        return inboxes.listenToParking(new ParkingInbox(messages, clock));
    }

    private static Collection<String> agents(Plans plans) {
        return plans.all().stream().flatMap(it -> it.plan().agents().stream()).toList();
    }
}
