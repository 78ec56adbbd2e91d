package ai.kaleem.release.notifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.Channel;
import ai.kaleem.release.notifier.Story;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Attempts whose process is killed, paused or stopped in the middle. */
class InterruptedAttemptsTests {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    private final MovableClock clock = new MovableClock(START);
    private final SleepyDeliveries deliveries = new SleepyDeliveries();
    private final ScriptedCourier courier = new ScriptedCourier(Channel.Kind.SLACK, Duration.ZERO, clock);
    private final DeliverNotices deliver = new DeliverNotices(
            deliveries, List.of(courier), new PausesTests.Policy(), (time, id) -> {}, clock, () -> 0.5);
    private final Delivery delivery = added();

    @Test
    void aChatMayHaveHeardTwiceWhatDiedUnderWay() {
        deliveries.begin(delivery.id(), START, START.plusSeconds(15));
        clock.advance(Duration.ofSeconds(15));

        deliver.attempt(delivery.id());

        assertThat(now().state()).isEqualTo(Delivery.State.DELIVERED);
        assertThat(now().mayHaveBeenHeardTwice()).isTrue();
    }

    @Test
    void aChatHeardOnceWhatItRefusedBefore() {
        courier.answers(new Outcome.Later("HTTP 503", null));
        deliver.attempt(delivery.id());
        clock.advance(Duration.ofSeconds(15));

        deliver.attempt(delivery.id());

        assertThat(now().attempts()).isEqualTo(2);
        assertThat(now().mayHaveBeenHeardTwice()).isFalse();
    }

    @Test
    void oneThatWakesUpLateSendsNothing() {
        deliveries.sleeps = Duration.ofSeconds(6);

        deliver.attempt(delivery.id());

        assertThat(courier.carried).isEmpty();
        assertThat(now().isOpen()).isTrue();
        assertThat(now().underWay()).isFalse();
    }

    @Test
    void oneThatIsStoppedIsGivenBackAtOnce() {
        courier.answers(new Outcome.Stopped("Interrupted"));
        Thread.currentThread().interrupt();

        deliver.attempt(delivery.id());

        assertThat(Thread.interrupted()).as("the ledger can be written").isFalse();
        assertThat(now().nextAttemptAt()).isEqualTo(clock.instant());
        assertThat(now().unanswered()).isEqualTo(1);
    }

    private Delivery added() {
        var told =
                Story.aRelease().toldTo(Story.slack("/run/secrets/slack", "en")).succeeded();
        var due = Delivery.due(told, told.channels().getFirst(), START);
        deliveries.add(due);
        return due;
    }

    private Delivery now() {
        return deliveries.find(delivery.id()).orElseThrow();
    }

    /** The process is paused right after it began an attempt. */
    private final class SleepyDeliveries extends MemoryDeliveries {

        private Duration sleeps = Duration.ZERO;

        @Override
        public synchronized Optional<Delivery> begin(DeliveryId id, Instant now, Instant lostAt) {
            var begun = super.begin(id, now, lostAt);
            clock.advance(sleeps);
            return begun;
        }
    }
}
