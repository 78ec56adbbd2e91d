package ai.kaleem.release.api.release;

import static ai.kaleem.release.common.contract.DeploymentState.CANCELLED;
import static ai.kaleem.release.common.contract.DeploymentState.FAILED;
import static ai.kaleem.release.common.contract.DeploymentState.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.api.environment.Environments;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.ReleaseType;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.GatePhase;
import ai.kaleem.release.common.contract.Told;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The process ends before or after each write in turn; the next life sweeps, and whoever was not answered asks again, as a
 * caller with a key and a broker do. Nothing is lost, and the agent is asked for one thing, however often.
 */
class CrashTests {

    private static final Set<String> WRITES =
            Set.of("add", "save", "reserve", "open", "close", "take", "seize", "remember", "giveBack");
    private static final int MOST_WRITES = 200;

    enum When {
        BEFORE,
        AFTER
    }

    @ParameterizedTest
    @EnumSource
    void atEveryWriteEndsTheSame(When when) {
        var writes = 0;
        for (var at = 0; at < MOST_WRITES; at++) {
            var history = new History(when, at);
            history.run();
            if (!history.crashed) {
                break;
            }
            writes++;
        }
        assertThat(writes).as("writes that were crashed at").isBetween(15, MOST_WRITES - 1);
    }

    private static final class Crash extends Error {}

    private static final class History {

        private final World world = new World();
        private final When when;
        private final int at;
        private int writes = 0;
        private boolean crashed = false;
        private Life life = new Life();

        History(When when, int at) {
            this.when = when;
            this.at = at;
        }

        void run() {
            var oldest = world.live(Plans.bare("1.0.0"));
            var first = ReleaseId.next();
            var second = ReleaseId.next();
            var third = ReleaseId.next();
            var rollback = DeploymentId.next();

            var failing = retried(() -> life.request(first, "1.1.0"));
            var good = retried(() -> life.requestGuarded(second, "1.2.0"));
            retried(() -> life.hear(() -> life.facts.hear(world.gates(good, GatePhase.BEFORE, Verdict.PASSED))));
            retried(() -> life.hear(() -> life.facts.hear(world.agent(failing, Phase.FAILED))));
            retried(() -> life.hear(() -> life.facts.hear(world.agent(good, Phase.SWITCHED))));
            retried(() -> life.hear(() -> life.facts.hear(world.agent(good, Phase.SUCCEEDED))));
            var aborted = retried(() -> life.request(third, "1.3.0"));
            var back = retried(() -> life.rollBack(rollback));
            retried(() -> life.hear(() -> life.facts.hear(world.agent(aborted, Phase.CANCELLED))));
            retried(() -> life.hear(() -> life.facts.hear(world.agent(back, Phase.SUCCEEDED))));
            settle();

            var crash = "crash %s write %d".formatted(when, at);
            assertThat(world.state(failing)).as(crash).isEqualTo(FAILED);
            assertThat(world.state(good)).as(crash).isEqualTo(SUCCEEDED);
            assertThat(world.state(aborted)).as(crash).isEqualTo(CANCELLED);
            assertThat(world.state(back)).as(crash).isEqualTo(SUCCEEDED);
            assertThat(back.releaseId()).as(crash).isEqualTo(good.releaseId());
            assertThat(world.environments.held()).as(crash).isEmpty();
            assertThat(world.releases.open()).as(crash).isEmpty();
            for (var it : new Placed[] {oldest, failing, good, aborted, back}) {
                assertThat(Set.copyOf(world.asked(DeploymentRequested.class, it)))
                        .as(crash)
                        .hasSize(1);
            }
            assertThat(world.asked(DeploymentRequested.class, back).getFirst().aborts())
                    .as(crash)
                    .isEqualTo(aborted.deploymentId());
            for (var it : new ReleaseId[] {first, second, third}) {
                var numbers = world.releases.told().stream()
                        .filter(told -> told.releaseId().equals(it))
                        .map(Told::number)
                        .toList();
                assertThat(numbers)
                        .as(crash)
                        .isEqualTo(LongStream.rangeClosed(1, numbers.size())
                                .boxed()
                                .toList());
            }
        }

        /** Asks, and after a crash the next life sweeps and is asked again. */
        private <T> T retried(Supplier<T> ask) {
            try {
                return ask.get();
            } catch (Crash e) {
                life = new Life();
                settle();
                return ask.get();
            }
        }

        private void settle() {
            for (var i = 0; i < 3; i++) {
                world.passes(Duration.ofSeconds(31));
                world.beat();
                try {
                    life.sweep.sweep();
                } catch (Crash e) {
                    life = new Life();
                }
            }
        }

        private <T> T crashing(Class<T> port, T real) {
            return port.cast(Proxy.newProxyInstance(
                    port.getClassLoader(), new Class<?>[] {port}, (proxy, method, arguments) -> {
                        var isRead = method.getName().equals("open") && method.getReturnType() != void.class;
                        var isWrite = WRITES.contains(method.getName()) && !isRead;
                        var crashes = isWrite && writes++ == at;
                        crashed |= crashes;
                        if (crashes && when == When.BEFORE) {
                            throw new Crash();
                        }
                        try {
                            var answer = method.invoke(real, arguments);
                            if (crashes) {
                                throw new Crash();
                            }
                            return answer;
                        } catch (InvocationTargetException e) {
                            throw e.getTargetException();
                        }
                    }));
        }

        /** The use cases of one process. */
        private final class Life {

            private final Releases releases = crashing(Releases.class, world.releases);
            private final Environments environments = crashing(Environments.class, world.environments);
            private final ChangeRelease changes = new ChangeRelease(releases, it -> {});
            private final TakeTurn turns =
                    new TakeTurn(releases, environments, changes, world.holds, world.patience, world.clock);
            private final HearFact facts = new HearFact(changes, turns, world.patience, world.clock);
            private final Sweep sweep =
                    new Sweep(releases, environments, world.agents, changes, turns, world.patience, world.clock);

            Placed request(ReleaseId id, String version) {
                return request(new NewRelease(id, Plans.bare(version), ReleaseType.REGULAR, false, "ci", null));
            }

            Placed requestGuarded(ReleaseId id, String version) {
                var plan = Plans.plan(version, java.util.List.of(Plans.gate("lint")), java.util.List.of());
                return request(new NewRelease(id, plan, ReleaseType.REGULAR, false, "ci", null));
            }

            private Placed request(NewRelease wanted) {
                return new RequestRelease(
                                releases, environments, changes, turns, world.patience, it -> "link", world.clock)
                        .request(wanted);
            }

            Placed rollBack(DeploymentId id) {
                return new RequestRollback(releases, environments, changes, turns, world.clock)
                        .request(new WantedRollback(
                                id,
                                "kaleem",
                                "production",
                                Plans.AGENT,
                                null,
                                DataChoice.KEEP,
                                "salma",
                                "orders fail"));
            }

            Boolean hear(Runnable fact) {
                fact.run();
                return true;
            }
        }
    }
}
