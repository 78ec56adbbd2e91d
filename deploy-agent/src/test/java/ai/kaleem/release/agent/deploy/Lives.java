package ai.kaleem.release.agent.deploy;

import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Fact;
import ai.kaleem.release.common.contract.Request;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.crash.CrashPoints;
import ai.kaleem.release.common.crash.Crashed;
import ai.kaleem.release.common.crash.Moment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * An agent that dies at crash points, in this JVM: each time it is put together again over what the one before left on the
 * host and in its files. What was asked and not taken is asked again, as a broker does; what was told and not removed is
 * told again.
 */
final class Lives implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** One incarnation. */
    record Life(Workers workers, TakeRequests requests, SqliteStore store) {}

    private final Function<Consumer<Runnable>, Life> birth;
    private final List<Runnable> held = new ArrayList<>();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final Queue<Request> asked = new ArrayDeque<>();
    private final Map<String, Fact.AgentFact> told = new LinkedHashMap<>();
    private final Set<Moment> died = new LinkedHashSet<>();
    private final Thread test = Thread.currentThread();
    private Predicate<Moment> dies = moment -> false;
    private volatile boolean acting;
    private @Nullable Life life;

    static {
        var others = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            if (!(failure instanceof Crashed) && others != null) {
                others.uncaughtException(thread, failure);
            }
        });
    }

    /** @param birth says of each thing that a dying process lets go of how that is done */
    Lives(Function<Consumer<Runnable>, Life> birth) {
        this.birth = birth;
        CrashPoints.weave("ai.kaleem.release.agent");
        CrashPoints.rest();
    }

    /** From now on it dies wherever that fits. */
    void dieWhere(Predicate<Moment> fits) {
        dies = fits;
        CrashPoints.crashAt(this::isFatal);
    }

    void dieNoMore() {
        dies = moment -> false;
        CrashPoints.rest();
    }

    private boolean isFatal(Moment moment) {
        if (Thread.currentThread() != test) {
            threads.add(Thread.currentThread());
        } else if (!acting) {
            return false;
        }
        var fatal = dies.test(moment);
        if (fatal) {
            died.add(moment);
        }
        return fatal;
    }

    /** Where it died so far, in order. */
    List<Moment> died() {
        return List.copyOf(died);
    }

    void ask(Request request) {
        asked.add(request);
        step();
    }

    /** @param meanwhile sees each report, and may ask more */
    AgentReport complete(DeploymentRequested request, BiConsumer<Lives, AgentReport> meanwhile) {
        ask(request);
        var ended = await().atMost(LONGEST)
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(
                        () -> {
                            var report = step(request.deploymentId());
                            if (report != null && !report.phase().isEnd()) {
                                watch(meanwhile, report);
                            }
                            return report;
                        },
                        it -> it != null && it.phase().isEnd() && asked.isEmpty());
        await().atMost(LONGEST)
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(this::step);
        return ended;
    }

    /** What a test does itself goes through the agent's adapters, and is lost with it. */
    private void watch(BiConsumer<Lives, AgentReport> meanwhile, AgentReport report) {
        try {
            meanwhile.accept(this, report);
        } catch (Crashed e) {
            // The next look asks again.
        }
    }

    private AgentReport step(DeploymentId id) {
        step();
        try {
            return store().transact(it -> it.find(id)).map(Deployment::report).orElse(null);
        } catch (Crashed | JournalClosed e) {
            return null;
        }
    }

    /** Returns whether all was asked, and told, that there was. */
    private boolean step() {
        if (life == null || CrashPoints.died() != null) {
            begin();
        }
        try {
            acting = true;
            while (!asked.isEmpty()) {
                take(asked.peek());
                asked.remove();
            }
            for (var fact : store().unsent()) {
                told.putIfAbsent(fact.getKey(), fact.getValue());
                store().sent(fact.getKey());
            }
            return true;
        } catch (Crashed | JournalClosed e) {
            // The next step begins a new life.
            return false;
        } finally {
            acting = false;
        }
    }

    private void take(Request request) {
        var requests = life().requests();
        switch (request) {
            case DeploymentRequested it -> requests.deploy(it, null);
            case Request.KeepRequested it -> requests.keep(it);
            case Request.PromotionRequested it -> requests.promote(it);
            case Request.RollbackRequested it -> requests.rollBack(it);
            case Request.ReportRequested it -> requests.report(it);
            case Request.DrillRequested it -> throw new IllegalArgumentException("no drill here");
            case Request.GatesRequested it -> throw new IllegalArgumentException("not for an agent");
        }
    }

    /** The next life; it may be a short one. */
    private void begin() {
        while (true) {
            end();
            try {
                acting = true;
                var next = birth.apply(held::add);
                life = next;
                next.workers().start();
                return;
            } catch (Crashed e) {
                // Dead before it was alive.
            } finally {
                acting = false;
            }
        }
    }

    private void end() {
        // Some wait for an answer that went with the thread that was to bring it.
        threads.stream().filter(Lives::acts).forEach(Thread::interrupt);
        if (life != null) {
            life.workers().stop();
        }
        awaitTheirEnd();
        threads.clear();
        // What a dead process holds is let go of.
        CrashPoints.rest();
        for (var one : held.reversed()) {
            one.run();
        }
        held.clear();
        life = null;
        dieWhere(dies);
    }

    private void awaitTheirEnd() {
        try {
            await().atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(1))
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .until(() -> threads.stream().noneMatch(Lives::acts));
        } catch (ConditionTimeoutException e) {
            var stuck = threads.stream()
                    .filter(Lives::acts)
                    .map(it -> List.of(it.getStackTrace()))
                    .toList();
            throw new AssertionError("What acts for the dead life does not end: %s".formatted(stuck), e);
        }
    }

    /** Threads of libraries live on, and do nothing of their own accord. */
    private static boolean acts(Thread thread) {
        return thread.isAlive() && thread.isVirtual();
    }

    /** What release-api heard of the deployment. */
    List<AgentReport> told(DeploymentId id) {
        return new ArrayList<>(told.values())
                .stream()
                        .map(Fact.AgentFact::report)
                        .filter(it -> it.deploymentId().equals(id))
                        .toList();
    }

    SqliteStore store() {
        return life().store();
    }

    private Life life() {
        return Objects.requireNonNull(life);
    }

    @Override
    public void close() {
        end();
        dieNoMore();
    }
}
