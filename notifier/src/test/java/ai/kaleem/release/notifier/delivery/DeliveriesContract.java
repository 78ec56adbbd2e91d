package ai.kaleem.release.notifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.Channel;
import ai.kaleem.release.common.contract.Fact.NoticeDelivered;
import ai.kaleem.release.common.contract.Told;
import ai.kaleem.release.notifier.Story;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a ledger promises. The memory of the tests and MongoDB's protocol both keep it. */
public interface DeliveriesContract {

    Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    Channel HOOK = Story.webhook("http://127.0.0.1:1/hook", "/run/secrets/hook");

    Deliveries deliveries();

    @Test
    default void givesBackWhatWasAdded() {
        var delivery = due(Story.aRelease().toldTo(HOOK).requested());

        assertThat(deliveries().add(delivery)).isTrue();

        assertThat(deliveries().find(delivery.id())).contains(delivery);
        assertThat(deliveries().of(delivery.told().releaseId())).containsExactly(delivery);
    }

    @Test
    default void addsTheSameOnce() {
        var delivery = due(Story.aRelease().toldTo(HOOK).requested());
        deliveries().add(delivery);
        deliveries().begin(delivery.id(), NOW, NOW.plusSeconds(30));

        assertThat(deliveries().add(delivery)).isFalse();
        assertThat(deliveries().find(delivery.id()).map(Delivery::attempts)).contains(1);
    }

    @Test
    default void findsTheFirstOpenOfAReleaseAndChannel() {
        var story = Story.aRelease().toldTo(HOOK);
        var first = due(story.requested());
        var second = due(story.succeeded());
        List.of(second, first).forEach(deliveries()::add);
        deliveries().add(due(Story.aRelease().toldTo(HOOK).requested()));

        assertThat(deliveries().firstOpen(story.release(), "hook")).contains(first);
        deliveries().end(first.delivered(NOW, "HTTP 200"), fact(first));
        assertThat(deliveries().firstOpen(story.release(), "hook")).contains(second);
        assertThat(deliveries().firstOpen(story.release(), "another")).isEmpty();
    }

    @Test
    default void beginsOnlyWhatIsOpenAndDue() {
        var delivery = due(Story.aRelease().toldTo(HOOK).requested());
        deliveries().add(delivery);

        assertThat(deliveries().begin(delivery.id(), NOW.minusSeconds(1), NOW)).isEmpty();
        assertThat(deliveries().begin(delivery.id(), NOW, NOW.plusSeconds(30)))
                .contains(delivery.begun(NOW.plusSeconds(30)));
        assertThat(deliveries().begin(delivery.id(), NOW.plusSeconds(29), NOW.plusSeconds(60)))
                .isEmpty();
        assertThat(deliveries().begin(delivery.id(), NOW.plusSeconds(30), NOW.plusSeconds(60)))
                .map(Delivery::attempts)
                .contains(2);
    }

    @Test
    default void ofManyWhoBeginOneGetsIt() throws Exception {
        var delivery = due(Story.aRelease().toldTo(HOOK).requested());
        deliveries().add(delivery);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var attempts = IntStream.range(0, 16)
                    .mapToObj(it -> threads.submit(() -> deliveries().begin(delivery.id(), NOW, NOW.plusSeconds(30))))
                    .toList();
            var begun = 0;
            for (var attempt : attempts) {
                begun += attempt.get().isPresent() ? 1 : 0;
            }
            assertThat(begun).isEqualTo(1);
        }
    }

    @Test
    default void listsWhatIsDue() {
        var early = due(Story.aRelease().toldTo(HOOK).requested());
        var late = due(Story.aRelease().toldTo(HOOK).requested());
        List.of(early, late).forEach(deliveries()::add);
        deliveries().postpone(late.postponed(NOW.plusSeconds(60), "HTTP 503"));

        assertThat(deliveries().due(NOW.plusSeconds(59), 1_000))
                .contains(early.id())
                .doesNotContain(late.id());
        assertThat(deliveries().due(NOW.plusSeconds(60), 1_000)).contains(early.id(), late.id());
        assertThat(deliveries().due(NOW.plusSeconds(60), 1)).hasSize(1);
    }

    @Test
    default void aNewerAttemptDecidesWhenToRepeat() {
        var delivery = due(Story.aRelease().toldTo(HOOK).requested());
        deliveries().add(delivery);
        var lost = deliveries().begin(delivery.id(), NOW, NOW.plusSeconds(30)).orElseThrow();
        var newer = deliveries()
                .begin(delivery.id(), NOW.plusSeconds(30), NOW.plusSeconds(60))
                .orElseThrow();

        deliveries().postpone(lost.postponed(NOW.plusSeconds(3_600), "HTTP 503"));

        assertThat(deliveries().find(delivery.id())).contains(newer);
    }

    @Test
    default void endsOnce() {
        var delivery = due(Story.aRelease().toldTo(HOOK).requested());
        deliveries().add(delivery);

        assertThat(deliveries().end(delivery.delivered(NOW, "HTTP 200"), fact(delivery)))
                .isTrue();
        assertThat(deliveries().end(delivery.givenUp(NOW, "HTTP 503"), fact(delivery)))
                .isFalse();

        deliveries().postpone(delivery.postponed(NOW.plusSeconds(60), "HTTP 503"));
        assertThat(deliveries().find(delivery.id())).contains(delivery.delivered(NOW, "HTTP 200"));
        assertThat(deliveries().begin(delivery.id(), NOW.plusSeconds(60), NOW.plusSeconds(90)))
                .isEmpty();
    }

    @Test
    default void onlyTheNewestAttemptMayGiveUpAndAnyMayHaveArrived() {
        var delivery = due(Story.aRelease().toldTo(HOOK).requested());
        deliveries().add(delivery);
        var lost = deliveries().begin(delivery.id(), NOW, NOW.plusSeconds(30)).orElseThrow();
        deliveries().begin(delivery.id(), NOW.plusSeconds(30), NOW.plusSeconds(60));

        assertThat(deliveries().end(lost.givenUp(NOW, "HTTP 503"), fact(lost))).isFalse();
        assertThat(deliveries().end(lost.delivered(NOW, "HTTP 200"), fact(lost)))
                .isTrue();
    }

    @Test
    default void countsAttemptsOfWhichNobodyKnowsWhetherTheyArrived() {
        var delivery = due(Story.aRelease().toldTo(HOOK).requested());
        deliveries().add(delivery);
        deliveries().begin(delivery.id(), NOW, NOW.plusSeconds(30));

        var second = deliveries()
                .begin(delivery.id(), NOW.plusSeconds(30), NOW.plusSeconds(60))
                .orElseThrow();
        assertThat(second.unanswered()).isEqualTo(1);
        deliveries().postpone(second.postponed(NOW.plusSeconds(40), "HTTP 503"));
        var third = deliveries()
                .begin(delivery.id(), NOW.plusSeconds(40), NOW.plusSeconds(70))
                .orElseThrow();
        assertThat(third.unanswered()).as("the second was answered").isEqualTo(1);
        deliveries().postpone(third.withoutAnswer().postponed(NOW.plusSeconds(70), "No answer"));
        assertThat(deliveries().find(delivery.id()).map(Delivery::unanswered)).contains(2);
    }

    @Test
    default void remembersADisabledDestinationForAWhile() {
        var destination = Destination.of(
                Story.webhook("http://127.0.0.1:1/" + Story.aRelease().release(), null));

        deliveries().disable(destination, NOW.plusSeconds(60), "HTTP 410");

        assertThat(deliveries().disabled(destination, NOW)).contains("HTTP 410");
        assertThat(deliveries().disabled(destination, NOW.plusSeconds(60))).isEmpty();
        assertThat(deliveries().disabled(Destination.of(HOOK), NOW)).isEqualTo(Optional.empty());
    }

    @Test
    default void forgetsWhatEndedLongAgo() {
        var ended = due(Story.aRelease().toldTo(HOOK).requested());
        var open = due(Story.aRelease().toldTo(HOOK).requested());
        List.of(ended, open).forEach(deliveries()::add);
        deliveries().end(ended.delivered(NOW, "HTTP 200"), fact(ended));
        told(ended);

        deliveries().forgetEndedBefore(Instant.now().minus(Duration.ofHours(1)));
        assertThat(deliveries().find(ended.id())).isPresent();

        deliveries().forgetEndedBefore(Instant.now().plus(Duration.ofHours(1)));
        assertThat(deliveries().find(ended.id())).isEmpty();
        assertThat(deliveries().find(open.id())).isPresent();
    }

    /** The fact of the delivery's end is published. */
    void told(Delivery delivery);

    static Delivery due(Told told) {
        return Delivery.due(told, told.channels().getFirst(), NOW);
    }

    static NoticeDelivered fact(Delivery delivery) {
        return new NoticeDelivered(
                delivery.told().releaseId(),
                delivery.told().event().deploymentId(),
                delivery.channel().name(),
                delivery.told().type(),
                1,
                NOW);
    }
}
