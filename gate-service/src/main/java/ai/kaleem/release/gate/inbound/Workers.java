package ai.kaleem.release.gate.inbound;

import ai.kaleem.release.gate.gate.CheckGates;
import ai.kaleem.release.gate.gate.GateRun;
import ai.kaleem.release.gate.gate.RunId;
import ai.kaleem.release.gate.gate.Runs;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Works on runs, each on a thread of its own: on those just accepted, on those that our former life left, and on those
 * whose instance is gone. When we are stopped, their programs are ended, and the runs go on in the next life or elsewhere.
 */
public final class Workers implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Workers.class);
    private static final Duration GOODBYE = Duration.ofSeconds(20);

    private final CheckGates checkGates;
    private final Runs runs;
    private final BooleanSupplier storeIsThere;
    private final ObservationRegistry observations;
    private final Clock clock;
    private final Duration claim;
    private final Set<RunId> claimed = ConcurrentHashMap.newKeySet();
    private final Map<RunId, Future<?>> atWork = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("gate-runs").daemon().factory());
    private volatile boolean running;
    private volatile Instant nextSearch = Instant.MIN;
    private Instant nextRenewal = Instant.MIN;
    private boolean found;

    /**
     * @param storeIsThere makes the store ready, and says whether it is
     * @param claim how long a run is ours without a renewal; within one and a half of it, another instance takes over
     */
    public Workers(
            CheckGates checkGates,
            Runs runs,
            BooleanSupplier storeIsThere,
            ObservationRegistry observations,
            Duration claim,
            Clock clock) {
        this.checkGates = checkGates;
        this.runs = runs;
        this.storeIsThere = storeIsThere;
        this.observations = observations;
        this.claim = claim;
        this.clock = clock;
    }

    /** Sees to it that the run is worked on, if it is not already. */
    public void wake(RunId id) {
        try {
            atWork.computeIfAbsent(id, it -> threads.submit(() -> work(it)));
        } catch (RejectedExecutionException e) {
            // Stopping: it is stored, and the next life finds it.
        }
    }

    private void work(RunId id) {
        try {
            var now = clock.instant();
            if (runs.claim(id, now, now.plus(claim))) {
                claimed.add(id);
                runs.find(id).ifPresent(this::observe);
            }
        } catch (Runs.Unreadable e) {
            runs.release(id); // whose store has named it
        } catch (RuntimeException e) {
            if (running) {
                log.error("Run {} is taken up again later", id, e);
                nextSearch = clock.instant().plusSeconds(5);
            }
        } finally {
            claimed.remove(id);
            atWork.remove(id);
        }
    }

    private void observe(GateRun run) {
        var context = new ReceiverContext<GateRun>(
                (carrier, header) -> header.equals("traceparent") ? carrier.traceparent() : null, Kind.CONSUMER);
        context.setCarrier(run);
        Observation.createNotStarted("release.gates.run", () -> context, observations)
                .lowCardinalityKeyValue("phase", run.request().phase().name())
                .highCardinalityKeyValue(
                        "deployment", run.request().deploymentId().value())
                .observe(() -> toItsEnd(run.id()));
    }

    private void toItsEnd(RunId id) {
        try {
            checkGates.work(id);
        } catch (InterruptedException e) {
            log.info("Run {} is interrupted and will go on later", id);
            // Whoever stopped us may have said so twice; the store must still be told.
            Thread.interrupted();
            runs.release(id);
        }
    }

    private void tick() {
        try {
            found = found || storeIsThere.getAsBoolean();
            if (!found) {
                return;
            }
            var now = clock.instant();
            if (!now.isBefore(nextRenewal)) {
                claimed.forEach(it -> renew(it, now.plus(claim)));
                nextRenewal = now.plus(claim.dividedBy(6));
            }
            if (!now.isBefore(nextSearch)) {
                runs.unfinished(now).forEach(this::wake);
                nextSearch = now.plus(claim.dividedBy(2));
            }
        } catch (RuntimeException e) {
            log.warn("Looking after the runs failed and is tried again: {}", e.getMessage());
        }
    }

    private void renew(RunId id, Instant until) {
        try {
            runs.renew(id, until);
        } catch (Runs.ClaimLost e) {
            var work = atWork.get(id);
            // Where it is over by now, nobody works on it any more.
            if (work != null && claimed.contains(id)) {
                log.warn("{}: we were away for too long. Its gates here are ended", e.getMessage());
                work.cancel(true);
            }
        }
    }

    @Override
    public void start() {
        checkGates.begin();
        running = true;
        timer.scheduleWithFixedDelay(this::tick, 0, 1, TimeUnit.SECONDS);
    }

    @Override
    public void stop() {
        running = false;
        timer.shutdownNow();
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(GOODBYE.toSeconds(), TimeUnit.SECONDS)) {
                log.warn("Runs {} did not stop in time", atWork.keySet());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stops after the consumers, which wake it, and before the relay, which tells its last reports. */
    @Override
    public int getPhase() {
        return 1_000;
    }
}
