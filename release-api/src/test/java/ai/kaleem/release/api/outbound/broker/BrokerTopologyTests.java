package ai.kaleem.release.api.outbound.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.messaging.Topology;
import ai.kaleem.release.common.messaging.TopologyDeclarer;
import ai.kaleem.release.common.testing.Broker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;

class BrokerTopologyTests {

    private static final Duration SOON = Duration.ofSeconds(15);

    private final CachingConnectionFactory connections = Broker.shared().connections();
    private final RabbitAdmin admin = new RabbitAdmin(connections);
    private final AtomicInteger asked = new AtomicInteger();
    private final BrokerTopology topology = new BrokerTopology(new TopologyDeclarer(connections), () -> {
        if (asked.incrementAndGet() == 1) {
            throw new IllegalStateException("the store is away");
        }
        return List.of("planned");
    });

    @BeforeEach
    void start() {
        connections.addConnectionListener(topology);
        topology.start();
    }

    @AfterEach
    void stop() {
        topology.stop();
        connections.destroy();
    }

    private boolean isThere(String agent) {
        return admin.getQueueInfo(Topology.agentQueue(agent)) != null;
    }

    @Test
    void thePlannedAgentsQueueIsMadeAlsoWhereTheStoreComesLate() {
        await().atMost(SOON).until(() -> isThere("planned"));
        assertThat(admin.getQueueInfo(Topology.FACTS_QUEUE)).isNotNull();
    }

    @Test
    void anAgentThatANewPlanNamesGetsItsQueue() {
        topology.open("newcomer");
        topology.open("newcomer");
        await().atMost(SOON).until(() -> isThere("newcomer"));
    }

    @Test
    void whatABrokerLostIsMadeAgainWhenItIsBack() {
        await().atMost(SOON).until(() -> isThere("planned"));
        admin.deleteQueue(Topology.agentQueue("planned"));
        assertThat(isThere("planned")).isFalse();

        connections.resetConnection();
        await().atMost(SOON).until(() -> isThere("planned"));
    }
}
