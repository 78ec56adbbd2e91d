package ai.kaleem.release.api.outbound.broker;

import ai.kaleem.release.api.plan.AgentQueues;
import ai.kaleem.release.common.messaging.TopologyDeclarer;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.amqp.rabbit.connection.ConnectionListener;
import org.springframework.context.SmartLifecycle;

/**
 * Declares exchanges, queues and each agent's queue, on a thread of its own: at the start, when a plan names an agent,
 * whenever the broker was away, which may have come back empty, and every few seconds, since somebody may have removed a
 * queue or a binding. Declaring what is there changes nothing.
 */
public final class BrokerTopology implements AgentQueues, ConnectionListener, SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(BrokerTopology.class);
    private static final long PAUSE_MILLIS = 1_000;
    private static final long LOOK_SECONDS = 10;

    private final TopologyDeclarer declarer;
    private final Supplier<? extends Collection<String>> planned;
    private final Set<String> agents = ConcurrentHashMap.newKeySet();
    private final Semaphore work = new Semaphore(0);
    private volatile boolean running;
    private volatile boolean declaring;
    private Thread thread = new Thread();

    /** @param planned the agents that stored plans name */
    public BrokerTopology(TopologyDeclarer declarer, Supplier<? extends Collection<String>> planned) {
        this.declarer = declarer;
        this.planned = planned;
    }

    @Override
    public void open(String agent) {
        if (agents.add(agent)) {
            work.release();
        }
    }

    @Override
    public void onCreate(@Nullable Connection connection) {
        // Our own declaring may open a connection too.
        if (!declaring) {
            work.release();
        }
    }

    private void run() {
        var complained = false;
        try {
            while (running) {
                var asked = work.tryAcquire(LOOK_SECONDS, TimeUnit.SECONDS);
                work.drainPermits();
                try {
                    declare();
                    if (asked || complained) {
                        log.info("Exchanges and queues are declared, and those of agents {}", agents);
                    }
                    complained = false;
                } catch (RuntimeException e) {
                    if (!complained) {
                        log.warn("Queues are declared as soon as broker and store answer: {}", e.getMessage());
                        complained = true;
                    }
                    work.release();
                    TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void declare() {
        declaring = true;
        try {
            declarer.declareAll();
            agents.addAll(planned.get());
            agents.forEach(declarer::declareAgent);
        } finally {
            declaring = false;
        }
    }

    @Override
    public void start() {
        running = true;
        work.release();
        thread = Thread.ofVirtual().name("broker-topology").start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        thread.interrupt();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the consumers, so that they find their queues. */
    @Override
    public int getPhase() {
        return -1;
    }
}
