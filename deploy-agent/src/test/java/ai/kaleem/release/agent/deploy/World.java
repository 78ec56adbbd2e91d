package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.agent.deploy.Probe.Answer;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Fact;
import ai.kaleem.release.common.contract.Request;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import io.micrometer.observation.ObservationRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/** A host, its gateways and datastores in memory, and an agent on it that can be killed at any call and started again. */
final class World implements AutoCloseable {

    static final String AGENT = "vps-1";

    final MemoryHost host = new MemoryHost();
    final MemoryGateway gateway = new MemoryGateway();
    final MemoryBackups backups = new MemoryBackups();
    /** When a schedule's next time comes. */
    volatile Calendar calendar = (schedule, after) -> Optional.empty();

    /** When a drill's next time comes. */
    volatile Calendar drillCalendar = (schedule, after) -> Optional.empty();

    final MemoryDrillBook book = new MemoryDrillBook();

    final MemoryEnvFiles envFiles = new MemoryEnvFiles();
    final Journal journal;
    private final Supplier<List<Fact.AgentFact>> told;

    /** Asked while the agent is away; it hears of it one by one. */
    final Queue<Request> waiting = new ConcurrentLinkedQueue<>();

    /** How long the process was stopped, in nanoseconds. */
    final AtomicLong away = new AtomicLong();

    /** What the disk did not confirm. */
    final List<DiskLost> losses = new CopyOnWriteArrayList<>();

    /** By version, or version and path, what it answers; unnamed versions are up. */
    final Map<String, Answer> answers = new ConcurrentHashMap<>();

    final Duration confirmFloor;
    volatile Duration holdLimit = Duration.ofSeconds(30);
    private final AtomicInteger callsToLive = new AtomicInteger(Integer.MAX_VALUE);
    private final AtomicInteger callsToAsking = new AtomicInteger(-1);
    private volatile Runnable asking = () -> {};
    private final AtomicInteger calls = new AtomicInteger();
    private Workers workers;
    private TakeRequests requests;

    /** The process ends here and now. */
    static final class Killed extends Error {
        Killed() {
            super("killed", null, false, false);
        }
    }

    World() {
        this(Duration.ofMillis(100));
    }

    World(Duration confirmFloor) {
        this(confirmFloor, new MemoryJournal());
    }

    private World(Duration confirmFloor, MemoryJournal journal) {
        this(confirmFloor, journal, journal::told);
    }

    /** @param told all facts in that journal's outbox, in order */
    World(Duration confirmFloor, Journal journal, Supplier<List<Fact.AgentFact>> told) {
        this(confirmFloor, journal, told, world -> {});
    }

    /** @param before what there is already when the agent starts */
    World(Duration confirmFloor, Journal journal, Supplier<List<Fact.AgentFact>> told, Consumer<World> before) {
        this.confirmFloor = confirmFloor;
        this.journal = journal;
        this.told = told;
        host.has("shop:1");
        host.has("shop:2");
        host.has("shop:3");
        before.accept(this);
        boot();
    }

    private void boot() {
        var ledger = new Ledger(mortal(Journal.class, journal), Clock.systemUTC(), id -> {});
        Probe probe = (address, port, path, timeout) -> {
            var state = host.inspect(address).orElseThrow();
            var otherwise = answers.getOrDefault(state.version(), new Answer.Up(200));
            return answers.getOrDefault("%s %s".formatted(state.version(), path), otherwise);
        };
        var tools = new Tools(
                mortal(Host.class, host),
                new NoCompose(),
                mortal(Gateway.class, gateway),
                mortal(Backups.class, backups),
                probe,
                metrics,
                mortal(EnvFiles.class, envFiles),
                ledger,
                new Settings(confirmFloor, () -> holdLimit),
                ObservationRegistry.NOOP);
        workers = new Workers(
                tools,
                new Presence(
                        this::heardAll, Duration.ZERO, Duration.ofSeconds(10), () -> System.nanoTime() + away.get()),
                losses::add);
        requests = new TakeRequests(ledger, workers, tools.settings());
        scheduled = new ScheduledBackups(
                tools, (schedule, after) -> calendar.next(schedule, after), Duration.ofMillis(10), losses::add);
        drills = new RestoreDrills(
                tools,
                book,
                (schedule, after) -> drillCalendar.next(schedule, after),
                Duration.ofMillis(10),
                losses::add);
        beat = new TellBeat(tools, scheduled, drills, "0.1.0", it -> lastBeat = it);
        workers.start();
        scheduled.start();
        drills.start();
    }

    final MemoryMetrics metrics = new MemoryMetrics();

    private ScheduledBackups scheduled;
    private RestoreDrills drills;
    private TellBeat beat;
    private Fact.Beat lastBeat;

    Fact.Beat beat() {
        beat.run();
        return lastBeat;
    }

    record Settings(Duration confirmFloor, Supplier<Duration> limit, Duration settle) implements AgentSettings {

        Settings(Duration confirmFloor, Supplier<Duration> limit) {
            this(confirmFloor, limit, Duration.ofMillis(5));
        }

        Settings(Duration confirmFloor) {
            this(confirmFloor, () -> Duration.ofSeconds(30));
        }

        @Override
        public String name() {
            return AGENT;
        }

        @Override
        public long minFreeBytes() {
            return 1_000_000_000;
        }

        @Override
        public Duration pullTimeout() {
            return Duration.ofSeconds(5);
        }

        @Override
        public int keepImages() {
            return 3;
        }

        @Override
        public Duration healthWait() {
            return Duration.ofMillis(300);
        }

        @Override
        public Duration holdLimit() {
            return limit.get();
        }

        @Override
        public Duration watchEvery() {
            return Duration.ofMillis(10);
        }
    }

    static {
        var others = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            if (!(failure instanceof Killed) && others != null) {
                others.uncaughtException(thread, failure);
            }
        });
    }

    /** Calls that change nothing are no place to die; the others are one before and one after their effect. */
    private <T> T mortal(Class<T> port, T real) {
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (proxy, method, args) -> {
            dieIfItIsTime();
            try {
                var answer = method.invoke(real, args);
                dieIfItIsTime();
                return answer;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }

    private void dieIfItIsTime() {
        if (Thread.currentThread().isVirtual()
                && Thread.currentThread().getName().startsWith("deploy-")) {
            calls.incrementAndGet();
            if (callsToLive.decrementAndGet() < 0) {
                throw new Killed();
            }
            if (callsToAsking.getAndDecrement() == 0) {
                asking.run();
            }
        }
    }

    /** The worker dies at its n-th call from now, counted before and after each effect. */
    void killAtCall(int n) {
        callsToLive.set(n);
    }

    /** Something is asked at the worker's n-th call from now, while the worker is in the middle of it. */
    void atCall(int n, Runnable ask) {
        asking = ask;
        callsToAsking.set(n);
    }

    /** Whether it came that far. */
    boolean wasAsked() {
        return callsToAsking.get() < 0;
    }

    boolean isDead() {
        return callsToLive.get() < 0;
    }

    /** Calls of workers so far. */
    int calls() {
        return calls.get();
    }

    void stop() {
        drills.stop();
        scheduled.stop();
        workers.stop();
    }

    /** A new process over the same journal and host. */
    void restart() {
        drills.stop();
        scheduled.stop();
        workers.stop();
        callsToLive.set(Integer.MAX_VALUE);
        boot();
    }

    private boolean heardAll() {
        var next = waiting.poll();
        if (next == null) {
            return true;
        }
        ask(next);
        return waiting.isEmpty();
    }

    /** Always there. */
    static Presence present() {
        return new Presence(() -> true, Duration.ZERO, Duration.ZERO, System::nanoTime);
    }

    /** As a message of no effect does. */
    void ring() {
        workers.wake(Plan.SHOP);
    }

    void ask(Request request) {
        switch (request) {
            case Request.DeploymentRequested it -> requests.deploy(it, null);
            case Request.KeepRequested it -> requests.keep(it);
            case Request.PromotionRequested it -> requests.promote(it);
            case Request.RollbackRequested it -> requests.rollBack(it);
            case Request.DrillRequested it -> drills.ask(it);
            case Request.ReportRequested it -> requests.report(it);
            case Request.GatesRequested it -> throw new IllegalArgumentException("not for an agent");
        }
    }

    private DeploymentRequested first;
    private int planned;

    /** Remembers what a story needs to know. */
    void plan(DeploymentRequested first, int killAt) {
        this.first = first;
        this.planned = killAt;
    }

    DeploymentRequested first() {
        return first;
    }

    int planned() {
        return planned;
    }

    boolean hasEnded(DeploymentId id) {
        return report(id).phase().isEnd();
    }

    /** Released, kept and settled. */
    DeploymentRequested serves(String version, long epoch) {
        return serves(Plan.release(version, epoch));
    }

    DeploymentRequested serves(DeploymentRequested request) {
        ask(request);
        awaitPhase(request.deploymentId(), Phase.SWITCHED);
        ask(Plan.keep(request));
        var report = awaitEnd(request.deploymentId());
        if (report.phase() != Phase.SUCCEEDED) {
            throw new AssertionError("%s ended %s: %s".formatted(request.version(), report.phase(), report.reason()));
        }
        return request;
    }

    static AgentReport.Step step(AgentReport report, String name) {
        return report.steps().stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Optional<Deployment> latest() {
        return journal.transact(it -> it.unfinished(Plan.SHOP)).stream().findFirst();
    }

    boolean isSwitched() {
        return latest().filter(it -> it.phase() == Phase.SWITCHED).isPresent();
    }

    void keepLatest() {
        latest().ifPresent(it -> ask(Plan.keep(it.request())));
    }

    void turnBackLatest() {
        latest().ifPresent(it -> ask(Plan.turnBack(it.request())));
    }

    AgentReport report(DeploymentId id) {
        return journal.transact(it -> it.find(id)).orElseThrow().report();
    }

    AgentReport await(DeploymentId id, Predicate<AgentReport> until) {
        return Awaitility.await()
                .dontCatchUncaughtExceptions()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> report(id), until);
    }

    AgentReport awaitEnd(DeploymentId id) {
        return await(id, it -> it.phase().isEnd());
    }

    AgentReport awaitPhase(DeploymentId id, Phase phase) {
        return await(id, it -> it.phase() == phase);
    }

    List<Fact.AgentFact> told(DeploymentId id) {
        return told.get().stream()
                .filter(it -> it.report().deploymentId().equals(id))
                .toList();
    }

    @Override
    public void close() {
        drills.stop();
        scheduled.stop();
        workers.stop();
    }
}
