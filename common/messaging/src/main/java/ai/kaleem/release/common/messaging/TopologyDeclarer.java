package ai.kaleem.release.common.messaging;

import java.util.List;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.Declarable;
import org.springframework.amqp.core.Exchange;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;

/** Declares the topology. release-api alone has the right to; declaring what is there already changes nothing. */
public final class TopologyDeclarer {

    private final AmqpAdmin admin;

    public TopologyDeclarer(ConnectionFactory connections) {
        var rabbit = new RabbitAdmin(connections);
        rabbit.setAutoStartup(false);
        this.admin = rabbit;
    }

    /** @throws org.springframework.amqp.AmqpException where the broker is away or refuses */
    public void declareAll() {
        declare(Topology.base());
    }

    /** @throws org.springframework.amqp.AmqpException where the broker is away or refuses */
    public void declareAgent(String agent) {
        declare(Topology.agent(agent));
    }

    private void declare(List<Declarable> all) {
        for (var one : all) {
            switch (one) {
                case Exchange exchange -> admin.declareExchange(exchange);
                case Queue queue -> admin.declareQueue(queue);
                case Binding binding -> admin.declareBinding(binding);
                default -> throw new IllegalArgumentException("Cannot declare " + one);
            }
        }
    }
}
