package ai.kaleem.release.api.outbound.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.inbound.plan.PlanFile;
import ai.kaleem.release.api.inbound.plan.PlanSchema;
import ai.kaleem.release.api.plan.StoredPlan;
import ai.kaleem.release.api.plan.Wanted;
import ai.kaleem.release.api.release.BreakTurn;
import ai.kaleem.release.api.release.CancelRelease;
import ai.kaleem.release.api.release.ChangeRelease;
import ai.kaleem.release.api.release.DecideRelease;
import ai.kaleem.release.api.release.DecideRelease.Word;
import ai.kaleem.release.api.release.Entry;
import ai.kaleem.release.api.release.FollowRelease;
import ai.kaleem.release.api.release.NothingToApprove;
import ai.kaleem.release.api.release.Placed;
import ai.kaleem.release.api.release.RequestRelease;
import ai.kaleem.release.api.release.Sweep;
import ai.kaleem.release.api.release.TakeTurn;
import ai.kaleem.release.api.release.TestPatience;
import ai.kaleem.release.api.request.Order;
import ai.kaleem.release.api.request.PlaceRelease;
import ai.kaleem.release.api.version.NextVersion;
import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.ReleaseEvent.Cancelled;
import ai.kaleem.release.common.messaging.Outgoing;
import com.mongodb.client.MongoDatabase;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Two instances of the service over one store, asked at the same time. */
class TwoInstancesTests {

    private static final String PLAN = """
            app: twice
            services: {api: {image: twice-api, port: 3000}}
            environments: {production: {agent: vps-1, publish: "127.0.0.1:3000"}}
            """;

    private static final String NEWEST = PLAN.replace("3000\"}", "3000\", approvals: 1, supersede: true}");

    private final MongoDatabase database = Store.database();
    private final Instance one = new Instance();
    private final Instance other = new Instance();

    private final class Instance {

        private final Clock clock = Clock.systemUTC();
        private final MongoOutbox outbox = new MongoOutbox(database, clock);
        private final MongoReleases releases = Store.releases(database, outbox, clock);
        private final MongoEnvironments environments = new MongoEnvironments(database, clock);
        private final MongoPlans plans = new MongoPlans(database);
        private final FollowRelease followers = new FollowRelease(releases);
        private final ChangeRelease changes = new ChangeRelease(releases, followers::stored);
        private final TestPatience patience = new TestPatience();
        private final TakeTurn turns =
                new TakeTurn(releases, environments, changes, Store.holds(database, clock), patience, clock);
        private final Sweep sweep =
                new Sweep(releases, environments, new MongoAgents(database), changes, turns, patience, clock);
        private final PlaceRelease place = new PlaceRelease(
                plans,
                new MongoKeys(database, clock),
                new NextVersion(plans, releases, question -> {
                    throw new AssertionError("Every release says its version");
                }),
                new RequestRelease(releases, environments, changes, turns, patience, it -> "link", clock),
                clock);

        Placed place(String version, String key) {
            var order = new Order("twice", "production", null, Wanted.version(version), null);
            return place.place(order, new Caller("ci"), key);
        }

        /** Once it is there to be approved. False where it was too late. */
        boolean approve(Placed it) {
            try {
                new DecideRelease(releases, changes, turns, clock)
                        .approve(it.releaseId(), new Word(new Caller("salma"), null, null, null));
                return true;
            } catch (NothingToApprove e) {
                return false;
            }
        }

        List<String> requests(Placed it) {
            return outbox.unsent(it.releaseId() + "/requests").stream()
                    .map(Outgoing::type)
                    .toList();
        }

        /** Ends it, so that the next has the turn. */
        void giveUp(Placed it) {
            var id = it.deploymentId();
            if (state(it) == DeploymentState.DEPLOYING) {
                new BreakTurn(releases, environments, changes, turns, clock)
                        .breakTurn("twice", "production", id, "salma", "gone");
            } else {
                new CancelRelease(releases, changes, turns, clock)
                        .cancel(it.releaseId(), null, new Caller("salma"), "not wanted");
            }
        }

        DeploymentState state(Placed it) {
            return releases.get(it.releaseId())
                    .deployment(it.deploymentId())
                    .orElseThrow()
                    .state();
        }
    }

    private void planIsPut() {
        planIsPut(PLAN);
    }

    private void planIsPut(String yaml) {
        var plan = new PlanFile(new PlanSchema()).readYaml(yaml);
        one.plans.put(new StoredPlan(plan, yaml, "application/yaml", one.clock.instant(), "ci"));
    }

    @Test
    void theSameKeyAtBothAtOnceIsOneReleaseThatHasItsTurn() throws Exception {
        planIsPut();
        for (var round = 0; round < 25; round++) {
            var version = "1.%d.0".formatted(round);
            var placed =
                    atOnce(() -> one.place(version, "key-" + version), () -> other.place(version, "key-" + version));

            assertThat(placed.getFirst()).isEqualTo(placed.getLast());
            assertThat(one.state(placed.getFirst())).as(version).isEqualTo(DeploymentState.DEPLOYING);
            assertThat(one.environments.held())
                    .singleElement()
                    .satisfies(it -> assertThat(it.holder().deploymentId())
                            .isEqualTo(placed.getFirst().deploymentId()));
            one.environments.giveBack("twice", "production", placed.getFirst().deploymentId());
        }
    }

    @Test
    void whatIsAskedOfBothGetsOneTurnAfterTheOther() throws Exception {
        planIsPut();
        var placed = new ArrayList<Placed>();
        for (var round = 0; round < 10; round++) {
            var version = "2.%d.".formatted(round);
            placed.addAll(atOnce(() -> one.place(version + "0", null), () -> other.place(version + "1", null)));
        }
        assertThat(new HashSet<>(placed)).hasSize(20);
        // Both sweep, as when each believes it has the lease.
        atOnce(
                () -> {
                    one.sweep.sweep();
                    return true;
                },
                () -> {
                    other.sweep.sweep();
                    return true;
                });

        assertThat(placed.stream().map(one::state))
                .containsOnlyOnce(DeploymentState.DEPLOYING)
                .containsOnly(DeploymentState.DEPLOYING, DeploymentState.WAITING);
    }

    /** Each of the two is one conditional write to the one release: whichever comes second finds what the first left. */
    @Test
    void anApprovalAndANewerReleaseAtTheSameMomentHaveOneOutcome() throws Exception {
        planIsPut(NEWEST);
        for (var round = 0; round < 12; round++) {
            var version = "4.%d.".formatted(round);
            var older = one.place(version + "0", null);
            var approved = new AtomicBoolean();
            var newer = atOnce(
                            () -> {
                                approved.set(one.approve(older));
                                return older;
                            },
                            () -> other.place(version + "1", null))
                    .getLast();

            var state = other.state(older);
            assertThat(state).as(version).isIn(DeploymentState.DEPLOYING, DeploymentState.CANCELLED);
            var story = one.releases.get(older.releaseId()).story();
            var asked = one.requests(older);
            if (state == DeploymentState.DEPLOYING) {
                assertThat(approved).isTrue();
                assertThat(asked).hasSize(1);
                assertThat(story).extracting(Entry::event).noneMatch(Cancelled.class::isInstance);
            } else {
                assertThat(asked).isEmpty();
                assertThat(story.getLast().event()).isInstanceOf(Cancelled.class);
            }
            assertThat(story.getLast().state()).isEqualTo(state);
            assertThat(other.state(newer)).isEqualTo(DeploymentState.AWAITING_APPROVAL);
            Stream.of(older, newer).filter(it -> !one.state(it).isEnd()).forEach(one::giveUp);
        }
    }

    @Test
    void aStoryIsFollowedAtTheOneWhileItIsWrittenAtTheOther() throws Exception {
        planIsPut();
        var release = one.place("3.0.0", null);
        var seen = other.followers.after(release.releaseId(), 0).entries().size();
        var second = one.place("3.1.0", null);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var reader = other.followers.follow(second.releaseId(), 5)) {
            var story = threads.submit(() -> reader.next(Duration.ofSeconds(10)));
            new CancelRelease(one.releases, one.changes, one.turns, one.clock)
                    .cancel(second.releaseId(), null, new Caller("salma"), "no");

            await().atMost(Duration.ofSeconds(5)).until(story::isDone);
            assertThat(story.get().settled()).isTrue();
            assertThat(story.get().entries().getLast().number())
                    .isEqualTo(one.releases.get(second.releaseId()).story().size());
        }
        assertThat(seen).isPositive();
    }

    private static <T> List<T> atOnce(Callable<T> one, Callable<T> other) throws Exception {
        var start = new CyclicBarrier(2);
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = callers.submit(() -> {
                start.await();
                return one.call();
            });
            var second = callers.submit(() -> {
                start.await();
                return other.call();
            });
            return List.of(first.get(), second.get());
        }
    }
}
