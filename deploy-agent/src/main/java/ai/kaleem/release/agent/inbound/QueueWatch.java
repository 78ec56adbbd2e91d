package ai.kaleem.release.agent.inbound;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.rabbit.listener.MissingQueueEvent;
import org.springframework.context.ApplicationListener;

/** Says once that nobody has named this agent yet, instead of a stack at every attempt. */
public final class QueueWatch implements ApplicationListener<MissingQueueEvent> {

    private static final Logger log = LoggerFactory.getLogger(QueueWatch.class);

    private final String agent;
    private final AtomicBoolean said = new AtomicBoolean();

    public QueueWatch(String agent) {
        this.agent = agent;
    }

    @Override
    public void onApplicationEvent(MissingQueueEvent event) {
        if (!said.getAndSet(true)) {
            log.warn(
                    "Queue {} is not there yet; waiting for it. release-api makes it when a plan names agent '{}'",
                    event.getQueue(),
                    agent);
        }
    }
}
