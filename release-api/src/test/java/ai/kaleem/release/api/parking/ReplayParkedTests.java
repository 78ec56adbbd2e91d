package ai.kaleem.release.api.parking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.api.parking.Act.Deed;
import ai.kaleem.release.api.parking.ParkedMessage.State;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReplayParkedTests {

    private final MemoryParkedMessages messages = new MemoryParkedMessages();
    private final List<String> sent = new ArrayList<>();
    private final AtomicInteger number = new AtomicInteger();
    private final String id = messages.keep(
            ParkedMessagesContract.letter("01A", "q", "{}".getBytes(), ""),
            Clock.systemUTC().instant());
    private final DiscardParked discard = new DiscardParked(messages, Clock.systemUTC());

    private ReplayParked replay(ReplayParked.Sender sender) {
        return new ReplayParked(
                messages,
                (letter, replay) -> {
                    sent.add(letter.messageId());
                    sender.send(letter, replay);
                },
                () -> "replay-" + number.incrementAndGet(),
                Clock.systemUTC());
    }

    private List<Deed> deeds() {
        return messages.trail(id).stream().map(Act::deed).toList();
    }

    private State state() {
        return messages.find(id).orElseThrow().state();
    }

    @Test
    void saysWhoWantedItAndThatItWasSent() {
        replay((letter, replay) -> assertThat(state()).isEqualTo(State.REPLAYING))
                .replay(id, "salma", "mended");

        assertThat(state()).isEqualTo(State.REPLAYED);
        assertThat(deeds()).containsExactly(Deed.PARKED, Deed.REPLAY_ASKED, Deed.REPLAYED);
        assertThat(messages.trail(id).getLast()).satisfies(it -> {
            assertThat(it.by()).isEqualTo("salma");
            assertThat(it.reason()).isEqualTo("mended");
        });
    }

    @Test
    void twiceItIsSentTwiceUnderItsOwnId() {
        var replay = replay((letter, it) -> {});
        replay.replay(id, "salma", null);
        replay.replay(id, "omar", null);

        assertThat(sent).containsExactly("01A", "01A");
        assertThat(state()).isEqualTo(State.REPLAYED);
    }

    @Test
    void twoCallersAtOnceEndTheSame() {
        var inner = replay((letter, it) -> {});
        replay((letter, it) -> {
                    if (sent.size() == 1) {
                        inner.replay(id, "omar", null);
                    }
                })
                .replay(id, "salma", null);

        assertThat(state()).isEqualTo(State.REPLAYED);
        assertThat(messages.trail(id))
                .filteredOn(it -> it.deed() == Deed.REPLAYED)
                .extracting(Act::by)
                .containsExactlyInAnyOrder("salma", "omar");
    }

    @Test
    void aProcessThatDiedBetweenTheTwoLeavesItToBeAskedForAgain() {
        assertThatThrownBy(() -> replay((letter, it) -> {
                            throw new Died();
                        })
                        .replay(id, "salma", null))
                .isInstanceOf(Died.class);
        assertThat(state()).isEqualTo(State.REPLAYING);
        assertThatThrownBy(() -> discard.discard(id, "omar", "enough")).isInstanceOf(ParkedSettled.class);

        replay((letter, it) -> {}).replay(id, "omar", null);
        assertThat(state()).isEqualTo(State.REPLAYED);
        assertThat(deeds()).containsExactly(Deed.PARKED, Deed.REPLAY_ASKED, Deed.REPLAY_ASKED, Deed.REPLAYED);
    }

    @Test
    void whatTheBrokerDidNotTakeIsParkedAndSaysSo() {
        var replay = replay((letter, it) -> {
            throw new IllegalStateException("No queue takes it");
        });
        assertThatThrownBy(() -> replay.replay(id, "salma", null)).hasMessage("No queue takes it");

        assertThat(state()).isEqualTo(State.PARKED);
        assertThat(messages.trail(id).getLast().reason()).isEqualTo("No queue takes it");
    }

    @Test
    void whatComesBackBeforeWeSaidThatItWasSentIsParked() {
        replay((letter, it) -> messages.keep(
                        ParkedMessagesContract.letter("01A", "q", "{}".getBytes(), it),
                        Clock.systemUTC().instant()))
                .replay(id, "salma", null);

        assertThat(state()).isEqualTo(State.PARKED);
        assertThat(deeds()).containsExactly(Deed.PARKED, Deed.REPLAY_ASKED, Deed.PARKED, Deed.REPLAYED);
    }

    @Test
    void whatWasDiscardedStaysAndIsNotReplayed() {
        discard.discard(id, "salma", "a test's");
        discard.discard(id, "omar", "too");

        assertThat(state()).isEqualTo(State.DISCARDED);
        assertThat(messages.trail(id))
                .filteredOn(it -> it.deed() == Deed.DISCARDED)
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.by()).isEqualTo("salma");
                    assertThat(it.reason()).isEqualTo("a test's");
                });
        assertThatThrownBy(() -> replay((letter, it) -> {}).replay(id, "omar", null))
                .isInstanceOf(ParkedSettled.class);
        assertThat(sent).isEmpty();
        assertThat(messages.letter(id)).isPresent();
    }

    @Test
    void whatWasReplayedIsNotDiscarded() {
        replay((letter, it) -> {}).replay(id, "salma", null);

        assertThatThrownBy(() -> discard.discard(id, "omar", "enough")).isInstanceOf(ParkedSettled.class);
        assertThatThrownBy(() -> discard.discard("01X", "omar", "enough"))
                .isInstanceOf(ParkedUnknown.class)
                .hasMessageContaining("01X");
    }

    private static final class Died extends Error {}
}
