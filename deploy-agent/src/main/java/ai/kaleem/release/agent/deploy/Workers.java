package ai.kaleem.release.agent.deploy;

import io.micrometer.observation.Observation;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One worker for each place: it runs what was accepted there, one after another, from where the journal says it is. */
public final class Workers {

    private static final Logger log = LoggerFactory.getLogger(Workers.class);
    private static final Duration IDLE = Duration.ofMinutes(1);
    private static final Duration RECONCILE_EVERY = Duration.ofSeconds(30);
    private static final Duration UNTIL_LEFT_ALONE = Duration.ofSeconds(2);
    private static final Duration UNTIL_TRIED_AGAIN = Duration.ofSeconds(1);

    private final Tools tools;
    private final Map<Place, Worker> workers = new ConcurrentHashMap<>();
    private final CountDownLatch hostReady = new CountDownLatch(1);
    private final Bell start = new Bell();
    private final Bell listening = new Bell();
    private final Thread reconciling = Thread.ofVirtual().name("reconcile").unstarted(this::reconcile);
    private volatile boolean stopping;

    private final Presence presence;
    private final Consumer<DiskLost> lost;

    private record Worker(Bell bell, Thread thread) {}

    /** @param lost called when the disk fails; it should end the process */
    public Workers(Tools tools, Presence presence, Consumer<DiskLost> lost) {
        this.tools = tools;
        this.presence = presence;
        this.lost = lost;
    }

    /** Goes on with what a crash left, as soon as the engine answers and the gateways route as was last said. */
    public void start() {
        presence.start();
        reconciling.start();
        Thread.ofVirtual().name("listen").start(this::listen);
        tools.ledger().read(Journal.Entries::places).forEach(it -> wake(it.place()));
    }

    /** So that the first work does not have to wait for it. */
    private void listen() {
        try {
            presence.hear(listening);
        } catch (Bell.Stopping | JournalClosed e) {
            log.debug("Stopped before it had heard all");
        }
    }

    /** Leaves the work where it is; the journal knows where that is. */
    public void stop() {
        stopping = true;
        presence.stop();
        start.stop();
        listening.stop();
        workers.values().forEach(it -> it.bell().stop());
        join(reconciling);
        workers.values().forEach(it -> join(it.thread()));
    }

    private static void join(Thread thread) {
        try {
            thread.join(UNTIL_LEFT_ALONE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Something was asked at this place. */
    void wake(Place place) {
        if (!stopping) {
            workers.computeIfAbsent(place, this::work).bell().ring();
        }
    }

    /** First before any work; then now and then, since engines and gateways start again without telling. */
    private void reconcile() {
        var complained = false;
        try {
            while (true) {
                var pause = RECONCILE_EVERY;
                try {
                    tools.host().recover();
                    tools.gateway().reconcile();
                    if (complained) {
                        log.info("The engine answers, and the gateways route as they should");
                    }
                    complained = false;
                    hostReady.countDown();
                } catch (HostUnavailable e) {
                    complained = complain(complained, e);
                    pause = UNTIL_TRIED_AGAIN;
                } catch (StepFailed e) {
                    // A gateway that cannot be mended now fails the deployment that needs it, not the others.
                    complained = complain(complained, e);
                    hostReady.countDown();
                }
                start.await(pause);
            }
        } catch (Bell.Stopping e) {
            log.debug("Gateways are looked after no more");
        } catch (DiskLost e) {
            lost.accept(e);
        }
    }

    /** Once an outage. */
    private static boolean complain(boolean already, RuntimeException e) {
        if (!already) {
            log.warn("{}; waiting for it", e.getMessage());
        }
        return true;
    }

    private Worker work(Place place) {
        var bell = new Bell();
        var thread = Thread.ofVirtual().name("deploy-" + place).unstarted(() -> {
            try {
                while (!hostReady.await(1, TimeUnit.SECONDS)) {
                    bell.goOn();
                }
                while (true) {
                    bell.await(runAll(place, bell) ? IDLE : UNTIL_TRIED_AGAIN);
                }
            } catch (Bell.Stopping | JournalClosed e) {
                log.debug("The worker of {} stops", place);
            } catch (DiskLost e) {
                lost.accept(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        var worker = new Worker(bell, thread);
        thread.start();
        return worker;
    }

    /** Returns whether all of it came to an end: what stumbled is unfinished in the journal, and taken up again there. */
    private boolean runAll(Place place, Bell bell) {
        try {
            while (true) {
                var next = tools.ledger().read(entries -> entries.unfinished(place)).stream()
                        .findFirst();
                if (next.isEmpty()) {
                    return true;
                }
                observed(next.get(), bell);
            }
        } catch (Bell.Stopping | JournalClosed | DiskLost e) {
            throw e;
        } catch (RuntimeException e) {
            log.error("The work at {} stumbled and is taken up again", place, e);
            return false;
        }
    }

    private void observed(Deployment deployment, Bell bell) {
        var context = new ReceiverContext<Deployment>(
                (it, header) -> header.equals("traceparent") ? it.traceparent() : null, Kind.CONSUMER);
        context.setCarrier(deployment);
        Observation.createNotStarted("release.deployment", () -> context, tools.observations())
                .lowCardinalityKeyValue("app", deployment.place().app())
                .lowCardinalityKeyValue("environment", deployment.place().environment())
                .lowCardinalityKeyValue("kind", deployment.request().kind().name())
                .highCardinalityKeyValue("deployment", deployment.id().value())
                .observe(() -> run(deployment, bell));
    }

    private void run(Deployment deployment, Bell bell) {
        var steps = new StepRunner(tools, deployment.id(), bell, presence);
        switch (deployment.request().kind()) {
            case RELEASE -> new DeployRelease(tools, steps).run();
            case ROLLBACK -> new RollBackRelease(tools, steps).run();
            case ADOPTION -> new AdoptServices(tools, steps).run();
            case ADOPTION_DRY_RUN -> new AdoptServices(tools, steps).tell();
            case PUT_RIGHT -> new PutRight(tools, steps).run();
            case GIVE_BACK -> new GiveBackServices(tools, steps).run();
            case CONFIGURATION_CHECK -> new ConfigurationCheck(tools, steps).run();
            case GIVE_BACK_DRY_RUN -> new GiveBackServices(tools, steps).tell();
            case RESTORE -> new RestoreData(tools, steps).run();
            case RESTORE_DRY_RUN -> new RestoreData(tools, steps).tell();
        }
        log.info(
                "Deployment {} of {} {} ended {}",
                deployment.id(),
                deployment.place(),
                deployment.request().version(),
                tools.ledger().get(deployment.id()).phase());
    }
}
