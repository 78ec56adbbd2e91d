package ai.kaleem.release.system.chaos;

import ai.kaleem.release.system.chaos.Client.Promised;
import ai.kaleem.release.system.chaos.Schedule.Ask;
import ai.kaleem.release.system.chaos.oracle.Ledger;
import ai.kaleem.release.system.chaos.oracle.Oracle;
import ai.kaleem.release.system.chaos.oracle.Verdict;
import ai.kaleem.release.system.world.Installation;
import ai.kaleem.release.system.world.PrivateEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One run: an installation and shops of its own, releases and blows as the seed says, and the verdict. */
public final class Chaos {

    private static final Path STATES = Installation.ROOT.resolve("docs/state-machine.md");

    /** That long after the last fault all has settled, beside its own work. */
    private static final Duration SETTLES_WITHIN = Duration.ofSeconds(60);

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration QUIET_WITHIN = Duration.ofSeconds(45);

    private final Settings settings;
    private final @Nullable PrivateEngine engine;
    private final BooleanSupplier enough;
    private final Installation installation;
    private final Ledger ledger;
    private final List<ChaosShop> shops = new ArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger settled = new AtomicInteger();
    private final AtomicLong lastSettled = new AtomicLong();
    private final AtomicLong longestUndisturbed = new AtomicLong();
    private final ConcurrentLinkedQueue<CompletableFuture<?>> under = new ConcurrentLinkedQueue<>();
    private final long began = System.nanoTime();

    private Chaos(Settings settings, @Nullable PrivateEngine engine, BooleanSupplier enough) {
        this.settings = settings;
        this.engine = engine;
        this.enough = enough;
        this.installation = Installation.prepared(settings.broker());
        this.ledger = new Ledger(installation.folder().resolve("chaos/ledger.jsonl"));
        for (var service : installation.services()) {
            settings.jvmOptions().getOrDefault(service.name(), List.of()).forEach(service::withJvmOption);
            service.revivedWhenKilled(settings.halts(service.name()));
        }
    }

    /** Prints how far it is, and what it came to. */
    public static Verdict run(Settings settings) throws InterruptedException {
        return run(settings, null, () -> false);
    }

    /** With all releases on an engine that is one of what is killed. */
    static Verdict run(Settings settings, PrivateEngine engine) throws InterruptedException {
        return run(settings, engine, () -> false);
    }

    /** @param enough when nothing more is to be asked for */
    static Verdict run(Settings settings, BooleanSupplier enough) throws InterruptedException {
        return run(settings, null, enough);
    }

    private static Verdict run(Settings settings, @Nullable PrivateEngine engine, BooleanSupplier enough)
            throws InterruptedException {
        var chaos = new Chaos(settings, engine, enough);
        try (var installation = chaos.installation) {
            installation.start();
            return chaos.run();
        }
    }

    private Verdict run() throws InterruptedException {
        var schedule = Schedule.of(settings);
        var past = new PastRequests(new BrokerConsole(installation), installation.agentName());
        try (var witnesses = new Witnesses(installation, ledger);
                var team = new Receivers(installation.folder().resolve("team"), ledger);
                var memory = new MemoryCurve(installation.services());
                var clock = Executors.newSingleThreadScheduledExecutor()) {
            IntStream.range(0, settings.shops())
                    .forEach(it -> shops.add(new ChaosShop(installation, it + 1, team, witnesses)));
            var stage = new Stage(installation, engine, shops, ledger, past, schedule.blows());
            tellProgress(clock, stage);
            shops.forEach(it -> it.customers().come());
            var from = System.currentTimeMillis();
            try (var operator = settings.halts() ? new Operator(installation, ledger) : null) {
                release(schedule, stage);
            }
            settings.jvmOptions().keySet().stream()
                    .filter(settings::halts)
                    .forEach(it -> stage.haltedAllTheTime(it, from));
            var lastFault = stage.awaitAll();
            CompletableFuture.allOf(under.toArray(CompletableFuture[]::new)).join();
            settledAfter(lastFault);
            clock.shutdownNow();
            // What they see and buy is compared with what there is then.
            shops.forEach(it -> it.customers().close());
            var verdict = judged();
            System.out.println(memory.table());
            return told(verdict);
        } finally {
            shops.forEach(it -> it.customers().close());
        }
    }

    private void release(Schedule schedule, Stage stage) {
        var client = new Client(installation, ledger);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int shop = 0; shop < shops.size(); shop++) {
                var own = shop;
                var asks =
                        schedule.asks().stream().filter(it -> it.shop() == own).toList();
                threads.submit(() ->
                        asks.stream().takeWhile(it -> !enough.getAsBoolean()).forEach(it -> one(it, client, stage)));
            }
        }
    }

    private void one(Ask ask, Client client, Stage stage) {
        try {
            var shop = shops.get(ask.shop());
            var from = System.currentTimeMillis();

            var promised = client.ask(ask, shop);
            asked.incrementAndGet();
            stage.asked(ask.number());
            if (ask.kind() == Kind.CALLED_OFF) {
                stage.rest(ask.cancelAfter());
                client.cancel(promised);
            }
            var end = CompletableFuture.runAsync(() -> end(promised, client, from), Thread::startVirtualThread);
            under.add(end);
            if (ask.hurried() > 0) {
                stage.rest(ask.hurried());
            } else {
                end.join();
            }
        } catch (RuntimeException | Error e) {
            ledger.append("shown", "error", Map.of("service", "the harness itself", "line", ask + ": " + e));
        }
    }

    private void end(Promised promised, Client client, long from) {
        if (promised != Promised.NOTHING
                && client.awaitEnd(promised, settings.jvmOptions().isEmpty() ? PATIENCE : PATIENCE.multipliedBy(5))) {
            var now = System.currentTimeMillis();
            lastSettled.accumulateAndGet(now, Math::max);
            longestUndisturbed.accumulateAndGet(now - from, Math::max);
        }
        settled.incrementAndGet();
    }

    private void settledAfter(long lastFault) {
        var millis = lastFault == 0 ? 0 : Math.max(0, lastSettled.get() - lastFault);
        // What was asked for last waits for the others of its shop.
        var allowed = SETTLES_WITHIN.toMillis() + longestUndisturbed.get();
        ledger.append("shown", "settled", Map.of("millis", millis, "allowed", allowed));
        System.out.printf("all settled %d ms after the last fault%n", millis);
    }

    /** Again until the last notice is out, or it is too late for it. */
    private Verdict judged() {
        var until = System.nanoTime() + QUIET_WITHIN.toNanos();
        for (int round = 1; ; round++) {
            var after = new Ledger(installation.folder().resolve("chaos/after-%d.jsonl".formatted(round)));
            new Aftermath(installation, shops).write(after);
            var ledgers = Stream.concat(
                    Stream.of(ledger.file(), after.file()), shops.stream().map(ChaosShop::ledger));
            var verdict = new Oracle(STATES).judge(ledgers.toList(), settings.seed());
            if (verdict.lost().isEmpty() || System.nanoTime() > until) {
                return verdict;
            }
            LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
        }
    }

    private void tellProgress(ScheduledExecutorService clock, Stage stage) {
        clock.scheduleAtFixedRate(
                () -> System.out.printf(
                        "chaos: %d of %d releases asked for, %d settled, %d of %d kills, %d s%n",
                        asked.get(),
                        settings.releases(),
                        settled.get(),
                        stage.kills(),
                        settings.kills(),
                        Duration.ofNanos(System.nanoTime() - began).toSeconds()),
                5,
                5,
                TimeUnit.SECONDS);
    }

    private Verdict told(Verdict verdict) {
        verdict.allowed().forEach((why, times) -> System.out.printf("allowed: %d x %s%n", times, why));
        verdict.findings().forEach(System.out::println);
        if (!verdict.isClean()) {
            System.out.printf("again with: %s%nlogs and ledgers: %s%n", settings.replay(), installation.folder());
        }
        System.out.println(verdict.line());
        return verdict;
    }
}
