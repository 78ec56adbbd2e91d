package ai.kaleem.release.common.messaging;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.rabbit.listener.MissingQueueEvent;
import org.springframework.context.ApplicationListener;

/** Says once which queue is missing, instead of a stack at every attempt. */
final class QueueWatch implements ApplicationListener<MissingQueueEvent> {

    private static final Logger log = LoggerFactory.getLogger(QueueWatch.class);

    private final Set<String> said = ConcurrentHashMap.newKeySet();

    @Override
    public void onApplicationEvent(MissingQueueEvent event) {
        if (said.add(event.getQueue())) {
            log.warn(
                    "Queue {} is not there yet; waiting for it. release-api makes it; an agent's when a plan names the agent",
                    event.getQueue());
        }
    }
}
