package ai.kaleem.release.agent.inbound;

import ai.kaleem.release.agent.deploy.Unheard;
import ai.kaleem.release.common.messaging.Inbox;
import com.rabbitmq.client.ShutdownSignalException;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;

/** The agent's queue, and what has come from it and is not in the journal yet. */
public final class WaitingRequests implements Unheard {

    private static final String MISSING = "NOT_FOUND";

    private final ConnectionFactory connections;
    private final String queue;
    private final AtomicInteger inHand = new AtomicInteger();

    public WaitingRequests(ConnectionFactory connections, String queue) {
        this.connections = connections;
        this.queue = queue;
    }

    /** The inbox, seen while it takes something. */
    public Inbox watched(Inbox inbox) {
        return message -> {
            inHand.incrementAndGet();
            try {
                inbox.receive(message);
            } finally {
                inHand.decrementAndGet();
            }
        };
    }

    @Override
    public boolean isEmpty() {
        return inHand.get() == 0 && inQueue() == 0;
    }

    private long inQueue() {
        try (var connection = connections.createConnection();
                var channel = connection.createChannel(false)) {
            return channel.messageCount(queue);
        } catch (Exception e) {
            // Nobody has named this agent yet, so nobody has asked it anything.
            return isMissing(e) ? 0 : Long.MAX_VALUE;
        }
    }

    private static boolean isMissing(Throwable failure) {
        for (Throwable it = failure; it != null; it = it.getCause()) {
            if (it instanceof ShutdownSignalException
                    && String.valueOf(it.getMessage()).contains(MISSING)) {
                return true;
            }
        }
        return false;
    }
}
