package ai.kaleem.release.common.messaging;

import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.springframework.amqp.core.AcknowledgeMode;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.listener.MessageListenerContainer;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.api.ChannelAwareMessageListener;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/** Makes consumers. One neither declares its queue nor dies when it is missing: it waits until release-api has made it. */
public final class Inboxes implements ApplicationListener<ContextClosedEvent> {

    private static final int PREFETCH = 20;
    private static final long RETRY_MILLIS = 1_000;

    private final ConnectionFactory connections;
    private final Envelopes envelopes;
    private final StoreDown storeDown;
    private final ObservationRegistry observations;
    private final CountDownLatch stopping = new CountDownLatch(1);

    public Inboxes(
            ConnectionFactory connections, Envelopes envelopes, StoreDown storeDown, ObservationRegistry observations) {
        this.connections = connections;
        this.envelopes = envelopes;
        this.storeDown = storeDown;
        this.observations = observations;
    }

    /** A consumer of the queue, to be declared as a bean: the context starts and stops it. */
    public MessageListenerContainer listen(String queue, Inbox inbox) {
        return container(queue, new InboxListener(inbox, envelopes, storeDown, observations, stopping));
    }

    /** A consumer of the parking queue. What throws here is held and tried again until it is taken. */
    public MessageListenerContainer listenToParking(Consumer<Parked> parking) {
        return listenToParking(parking, Duration.ofMillis(RETRY_MILLIS));
    }

    MessageListenerContainer listenToParking(Consumer<Parked> parking, Duration pause) {
        return container(Topology.PARKING_QUEUE, new ParkingListener(parking, pause, stopping));
    }

    private MessageListenerContainer container(String queue, ChannelAwareMessageListener listener) {
        var container = new SimpleMessageListenerContainer(connections);
        container.setQueueNames(queue);
        container.setMessageListener(listener);
        container.setAcknowledgeMode(AcknowledgeMode.MANUAL);
        container.setPrefetchCount(PREFETCH);
        container.setMissingQueuesFatal(false);
        container.setPossibleAuthenticationFailureFatal(false);
        container.setAutoDeclare(false);
        container.setDefaultRequeueRejected(false);
        container.setDeclarationRetries(1);
        container.setFailedDeclarationRetryInterval(RETRY_MILLIS);
        container.setRecoveryInterval(RETRY_MILLIS);
        container.setTaskExecutor(executor(queue));
        return container;
    }

    private static SimpleAsyncTaskExecutor executor(String queue) {
        var executor = new SimpleAsyncTaskExecutor(queue + "-");
        executor.setVirtualThreads(true);
        return executor;
    }

    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        stopping.countDown();
    }
}
