package ai.kaleem.release.common.messaging;

import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.core.AcknowledgeMode;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.listener.MessageListenerContainer;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.api.ChannelAwareMessageListener;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/** Makes consumers. One neither declares its queue nor dies when it is missing: it waits until release-api has made it. */
public final class Inboxes implements ApplicationListener<ContextClosedEvent>, DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(Inboxes.class);

    /**
     * The broker writes each answer to its disk before it sends another: the fewer are on their way, the slower it is, four
     * times with 20 than with 100. As many of the largest must fit into the smallest heap of ours.
     */
    private static final int PREFETCH = 50;

    /** Each of these is written to a store, which is slower than the broker. */
    private static final int PARKING_PREFETCH = 4;

    private static final long RETRY_MILLIS = 1_000;

    private final ConnectionFactory connections;
    private final Envelopes envelopes;
    private final StoreDown storeDown;
    private final ObservationRegistry observations;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final AtomicInteger inHand = new AtomicInteger();

    public Inboxes(
            ConnectionFactory connections, Envelopes envelopes, StoreDown storeDown, ObservationRegistry observations) {
        this.connections = connections;
        this.envelopes = envelopes;
        this.storeDown = storeDown;
        this.observations = observations;
    }

    /** A consumer of the queue, to be declared as a bean: the context starts and stops it. */
    public MessageListenerContainer listen(String queue, Inbox inbox) {
        return container(queue, PREFETCH, new InboxListener(inbox, envelopes, storeDown, observations, stopping));
    }

    /** A consumer of the parking queue. What throws here is held and tried again until it is taken. */
    public MessageListenerContainer listenToParking(Consumer<Parked> parking) {
        return listenToParking(parking, Duration.ofMillis(RETRY_MILLIS));
    }

    MessageListenerContainer listenToParking(Consumer<Parked> parking, Duration pause) {
        return container(Topology.PARKING_QUEUE, PARKING_PREFETCH, new ParkingListener(parking, pause, stopping));
    }

    private MessageListenerContainer container(String queue, int prefetch, ChannelAwareMessageListener listener) {
        var container = new SimpleMessageListenerContainer(connections);
        container.setQueueNames(queue);
        container.setMessageListener(counted(listener));
        container.setAcknowledgeMode(AcknowledgeMode.MANUAL);
        container.setPrefetchCount(prefetch);
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

    private ChannelAwareMessageListener counted(ChannelAwareMessageListener listener) {
        return (message, channel) -> {
            inHand.incrementAndGet();
            try {
                listener.onMessage(message, channel);
            } finally {
                inHand.decrementAndGet();
            }
        };
    }

    private static SimpleAsyncTaskExecutor executor(String queue) {
        var executor = new SimpleAsyncTaskExecutor(queue + "-");
        executor.setVirtualThreads(true);
        return executor;
    }

    /** From now on what fails is given back at once; what goes well is finished. */
    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        stopping.countDown();
    }

    /** The consumers have ended, each after a while at most. */
    @Override
    public void destroy() {
        if (inHand.get() > 0) {
            log.warn("{} deliveries were not finished in time; the broker brings them again", inHand);
        }
    }
}
