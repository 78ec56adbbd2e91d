package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every journal promises. */
public interface JournalContract {

    Journal journal();

    private Optional<Deployment> find(DeploymentId id) {
        return journal().transact(it -> it.find(id));
    }

    private List<Deployment> unfinished(Place place) {
        return journal().transact(it -> it.unfinished(place));
    }

    private PlaceState shop() {
        return journal().transact(it -> it.place(Plan.SHOP));
    }

    private List<PlaceState> places() {
        return journal().transact(Journal.Entries::places);
    }

    private Deployment accept(DeploymentRequested request) {
        var deployment = Deployment.accepted(request, "00-trace-01", "0.9", Instant.parse("2026-01-02T03:04:05Z"));
        journal().transact(entries -> {
            entries.put(deployment);
            return deployment;
        });
        return deployment;
    }

    @Test
    default void knowsNothingAtFirst() {
        assertThat(find(DeploymentId.next())).isEmpty();
        assertThat(unfinished(Plan.SHOP)).isEmpty();
        assertThat(shop()).isEqualTo(PlaceState.unknown(Plan.SHOP));
        assertThat(places()).isEmpty();
    }

    @Test
    default void keepsARequestWholeAndEverythingThatHappened() {
        var request = Plan.release("1", 7);
        accept(request);
        journal().transact(entries -> {
            var it = entries.find(request.deploymentId()).orElseThrow();
            it.begin(StepName.PREFLIGHT, Instant.parse("2026-01-02T03:04:06Z"));
            it.turnBack(new TurnBack(TurnBack.Cause.ASKED, "not today"));
            it.revise(Instant.parse("2026-01-02T03:04:07.123456789Z"));
            entries.put(it);
            return it;
        });
        var found = find(request.deploymentId()).orElseThrow();
        assertThat(found.request()).isEqualTo(request);
        assertThat(found.saved().traceparent()).isEqualTo("00-trace-01");
        assertThat(found.turnBack()).contains(new TurnBack(TurnBack.Cause.ASKED, "not today"));
        assertThat(found.report().serving()).isEqualTo("0.9");
        assertThat(found.report().at()).isEqualTo(Instant.parse("2026-01-02T03:04:07.123456789Z"));
        assertThat(found.steps().hasBegun(StepName.PREFLIGHT)).isTrue();
    }

    @Test
    default void listsWhatIsUnfinishedInTheOrderItWasAccepted() {
        var first = Plan.release("1", 2);
        var second = Plan.release("2", 1);
        accept(first);
        accept(second);
        assertThat(unfinished(Plan.SHOP))
                .extracting(Deployment::id)
                .containsExactly(first.deploymentId(), second.deploymentId());
        journal().transact(entries -> {
            var it = entries.find(first.deploymentId()).orElseThrow();
            it.end(Phase.FAILED, "bad", "mend it", Instant.now());
            entries.put(it);
            return it;
        });
        assertThat(unfinished(Plan.SHOP)).extracting(Deployment::id).containsExactly(second.deploymentId());
        assertThat(unfinished(new Place("shop", "staging"))).isEmpty();
    }

    @Test
    default void findsTheOneThatWasAcceptedLast() {
        var first = accept(Plan.release("1", 1));
        var second = accept(Plan.release("2", 2));
        accept(Plan.release("1", 3));
        assertThat(journal()
                        .<Optional<DeploymentId>>transact(entries -> entries.newest(
                                        Plan.SHOP, it -> !it.request().version().equals("1"))
                                .map(Deployment::id)))
                .contains(second.id());
        assertThat(journal()
                        .<Optional<DeploymentId>>transact(entries -> entries.newest(
                                        Plan.SHOP,
                                        // The journal answers while it is being asked.
                                        it -> entries.find(it.id())
                                                        .orElseThrow()
                                                        .request()
                                                        .epoch()
                                                < 2)
                                .map(Deployment::id)))
                .contains(first.id());
        assertThat(journal()
                        .<Boolean>transact(entries -> entries.newest(new Place("shop", "staging"), it -> true)
                                .isPresent()))
                .isFalse();
    }

    @Test
    default void forgetsTheOldestThatEndedAndNothingElse() {
        var ids = IntStream.range(0, 6)
                .mapToObj(i -> accept(Plan.release("1", i)).id())
                .toList();
        journal().transact(entries -> {
            ids.stream().skip(1).forEach(id -> {
                var it = entries.find(id).orElseThrow();
                it.end(Phase.SUCCEEDED, null, null, Instant.now());
                entries.put(it);
            });
            entries.put(entries.place(Plan.SHOP).servedBy(ids.get(1)));
            entries.forget(Plan.SHOP, 2);
            return true;
        });
        assertThat(ids.stream().filter(it -> find(it).isPresent()))
                .as("unfinished, serving, and the newest two")
                .containsExactly(ids.get(0), ids.get(1), ids.get(4), ids.get(5));
    }

    @Test
    default void remembersWhatServesAndTheEpoch() {
        var request = Plan.release("1", 7);
        accept(request);
        journal().transact(entries -> {
            entries.put(entries.place(Plan.SHOP).seen(7).servedBy(request.deploymentId()));
            return true;
        });
        assertThat(places()).containsExactly(new PlaceState(Plan.SHOP, 7, request.deploymentId()));
        journal().transact(entries -> {
            entries.put(entries.place(Plan.SHOP).seen(3).servedBy(null));
            return true;
        });
        assertThat(shop()).isEqualTo(new PlaceState(Plan.SHOP, 7, null));
    }

    @Test
    default void doesNothingOfATransactionThatThrows() {
        var request = Plan.release("1", 1);
        assertThatThrownBy(() -> journal().transact(entries -> {
                    entries.put(Deployment.accepted(request, null, null, Instant.now()));
                    entries.put(entries.place(Plan.SHOP).seen(9));
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(find(request.deploymentId())).isEmpty();
        assertThat(places()).isEmpty();
    }

    @Test
    default void answersCopies() {
        var request = Plan.release("1", 1);
        accept(request);
        journal()
                .transact(it -> it.find(request.deploymentId()).orElseThrow())
                .turnBack(new TurnBack(TurnBack.Cause.ASKED, "only in this copy"));
        assertThat(find(request.deploymentId()).orElseThrow().turnBack()).isEmpty();
    }

    @Test
    default void runsOneTransactionAtATime() {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, 200)
                    .forEach(i -> threads.submit(() -> journal().transact(entries -> {
                        entries.put(entries.place(Plan.SHOP)
                                .seen(entries.place(Plan.SHOP).epoch() + 1));
                        return true;
                    })));
        }
        assertThat(shop().epoch()).isEqualTo(200);
    }

    /** The keep and the deadline, again and again: one of them is first, never both, never none. */
    @Test
    default void letsKeepOrDeadlineWin() {
        IntStream.range(0, 50).forEach(i -> {
            var request = Plan.release("1", i);
            accept(request);
            journal().transact(entries -> {
                var it = entries.find(request.deploymentId()).orElseThrow();
                it.switched(Instant.now());
                entries.put(it);
                return it;
            });
            var keeps = new AtomicInteger();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                threads.submit(() -> journal().transact(entries -> {
                    var it = entries.find(request.deploymentId()).orElseThrow();
                    if (it.keep(Instant.now())) {
                        keeps.incrementAndGet();
                    }
                    entries.put(it);
                    return it;
                }));
                threads.submit(() -> journal().transact(entries -> {
                    var it = entries.find(request.deploymentId()).orElseThrow();
                    it.expire();
                    entries.put(it);
                    return it;
                }));
            }
            var found = find(request.deploymentId()).orElseThrow();
            if (keeps.get() == 1) {
                assertThat(found.phase()).isEqualTo(Phase.KEPT);
                assertThat(found.turnBack()).isEmpty();
            } else {
                assertThat(found.phase()).isEqualTo(Phase.TURNING_BACK);
                assertThat(found.report().reason()).startsWith("Nobody confirmed");
            }
        });
    }
}
