package ai.kaleem.release.system.benchmark;

import ai.kaleem.release.system.world.Installation;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.Isolated;

/** What the agent itself takes: while there is nothing to do, and for a large backup. */
@Tag("benchmark")
@Isolated
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AgentBenchmarkTests {

    private static final int MEGABYTES = Integer.getInteger("benchmark.megabytes", 1000);
    private static final Duration IDLE = Duration.ofSeconds(Integer.getInteger("benchmark.idleSeconds", 300));
    private static final Duration SETTLED = Duration.ofSeconds(Integer.getInteger("benchmark.settleSeconds", 60));
    private static final int RUNS = 3;

    private Installation installation;
    private Wares wares;

    @BeforeAll
    void open() {
        installation = Installation.shared();
        wares = Wares.of(installation);
    }

    /** First: a process keeps much of the memory that it once had. */
    @Test
    @Order(1)
    void idle() {
        try (var product = Product.plain(installation, wares, "idle", "{bake: 1s}")) {
            product.release(Wares.GOOD).reaches("SUCCEEDED");
            LockSupport.parkNanos(SETTLED.toNanos());
            var agent = installation.deployAgent();
            var before = agent.processorTime();
            var began = System.nanoTime();
            LockSupport.parkNanos(IDLE.toNanos());
            var used = agent.processorTime().minus(before);
            var passed = System.nanoTime() - began;
            var table = new Report(
                    "The agent, idle, with one environment it serves",
                    "resident memory",
                    "of one core",
                    "measured for");
            table.row(
                    agent.residentMemory() + " MiB",
                    "%.2f %%".formatted(100.0 * used.toNanos() / passed),
                    Duration.ofNanos(passed));
            table.done();
        }
    }

    @Test
    @Order(2)
    void backups() {
        var table = new Report(
                "A backup of %d MB: the whole step, with reading it back and sealing it, against the dump tool alone, best of %d"
                        .formatted(MEGABYTES, RUNS),
                "store",
                "the tool wrote",
                "tool alone",
                "agent's step",
                "speed of the tool's",
                "agent's memory at most");
        try (var store = LargeStore.redis(installation, MEGABYTES)) {
            backUp(table, store);
        }
        try (var store = LargeStore.postgres(installation, MEGABYTES)) {
            backUp(table, store);
        }
        table.done();
    }

    private void backUp(Report table, LargeStore store) {
        try (var product = new Product(
                        installation,
                        wares,
                        "backup-" + store.type(),
                        ", environment: {START_MS: \"0\"}",
                        "{bake: 1s}",
                        store.section());
                var memory = new Watched()) {
            var alone = Duration.ofDays(1);
            var step = Duration.ofDays(1);
            for (int i = 0; i < RUNS; i++) {
                alone = shorter(alone, store.alone());
                var run = product.release("1.0." + i, Wares.GOOD).reaches("SUCCEEDED");
                var it = run.step("backup");
                step = shorter(
                        step,
                        Duration.between(
                                Instant.parse(it.path("startedAt").asString()),
                                Instant.parse(it.path("finishedAt").asString())));
            }
            table.row(
                    store.type(),
                    "%d MB".formatted(store.bytes() / 1_000_000),
                    alone,
                    step,
                    "%.2f".formatted((double) alone.toNanos() / step.toNanos()),
                    memory.most() + " MiB");
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** The most resident memory that the agent had, looked at 20 times a second. */
    private final class Watched implements AutoCloseable {

        private final AtomicLong most = new AtomicLong();
        private final Thread thread = Thread.ofVirtual().start(() -> {
            while (!Thread.interrupted()) {
                most.accumulateAndGet(installation.deployAgent().residentMemory(), Math::max);
                LockSupport.parkNanos(50_000_000);
            }
        });

        long most() {
            return most.get();
        }

        @Override
        public void close() {
            thread.interrupt();
        }
    }
}
