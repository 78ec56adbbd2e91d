package ai.kaleem.release.notifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.Channel;
import ai.kaleem.release.common.contract.Fact.NoticeDelivered;
import ai.kaleem.release.common.contract.Fact.NoticeGivenUp;
import ai.kaleem.release.notifier.Story;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeliverNoticesTests {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Channel HOOK = Story.webhook("http://127.0.0.1:1/hook", null);
    private static final Channel SLACK = Story.slack("/run/secrets/slack", "en");
    private static final Outcome FINE = ScriptedCourier.FINE;
    private static final Outcome BUSY = new Outcome.Later("HTTP 503", null);

    private final MovableClock clock = new MovableClock(START);
    private final MemoryDeliveries deliveries = new MemoryDeliveries();
    private final TreeMap<DeliveryId, Instant> alarms = new TreeMap<>();
    private final ScriptedCourier webhook = new ScriptedCourier(Channel.Kind.WEBHOOK, Duration.ZERO, clock);
    private final ScriptedCourier slack = new ScriptedCourier(Channel.Kind.SLACK, Duration.ofSeconds(1), clock);

    private TellTeam tell;
    private DeliverNotices deliver;

    @BeforeEach
    void start() {
        tell = new TellTeam(deliveries, this::alarm, clock);
        deliver = new DeliverNotices(deliveries, List.of(webhook, slack), new Policy(), this::alarm, clock, () -> 0.5);
    }

    @Test
    void tellsEachChannelOnceHoweverOftenTheEventComes() {
        var told = Story.aRelease().toldTo(HOOK, SLACK).succeeded();

        tell.of(told);
        runUntilQuiet();
        tell.of(told);
        runUntilQuiet();

        assertThat(webhook.carried).hasSize(1);
        assertThat(slack.carried).hasSize(1);
        assertThat(deliveries.facts).hasSize(2).allSatisfy(it -> assertThat(it).isInstanceOf(NoticeDelivered.class));
    }

    @Test
    void keepsQuietAboutWhatNobodyWantsToHear() {
        var elsewhere = new Channel("team", Channel.Kind.WEBHOOK, "http://x", null, null, List.of("staging"), "en");

        tell.of(Story.aRelease().toldTo(HOOK).checksStarted());
        tell.of(Story.aRelease().toldTo(elsewhere).succeeded());

        assertThat(alarms).isEmpty();
    }

    @Test
    void comesBackWithDoublingPausesUntilItArrives() {
        webhook.answers(BUSY, BUSY, BUSY, FINE);

        tell.of(Story.aRelease().toldTo(HOOK).succeeded());
        runUntilQuiet();

        assertThat(webhook.times).containsExactly(START, at(1), at(3), at(7));
        assertThat(deliveries.facts).singleElement().isInstanceOfSatisfying(NoticeDelivered.class, it -> {
            assertThat(it.attempts()).isEqualTo(4);
            assertThat(it.event()).isEqualTo("release.succeeded.v1");
        });
    }

    @Test
    void waitsAsLongAsTheReceiverAsksAndHoldsItsOtherMessagesToo() {
        slack.answers(new Outcome.Later("HTTP 429", Duration.ofSeconds(30)), FINE, FINE);

        tell.of(Story.aRelease().toldTo(SLACK).succeeded());
        ringOnce();
        clock.advance(Duration.ofSeconds(5));
        tell.of(Story.aRelease().toldTo(SLACK).succeeded());
        runUntilQuiet();

        assertThat(slack.times).hasSize(3).startsWith(START, at(30));
        assertThat(slack.times.get(2)).isEqualTo(at(31));
    }

    @Test
    void keepsMessagesToOneChannelApart() {
        IntStream.range(0, 3)
                .forEach(it -> tell.of(Story.aRelease().toldTo(SLACK).succeeded()));
        runUntilQuiet();

        assertThat(slack.times).containsExactly(START, at(1), at(2));
    }

    @Test
    void tellsTheStoryInItsOrder() {
        var story = Story.aRelease().toldTo(HOOK);
        webhook.answers(BUSY, BUSY, FINE, FINE);

        var requested = story.requested();
        var succeeded = story.succeeded();
        tell.of(requested);
        tell.of(succeeded);
        runUntilQuiet();

        assertThat(webhook.carried).containsExactly(requested, requested, requested, succeeded);
    }

    @Test
    void givesUpAfterADayAndSaysSo() {
        webhook.always(BUSY);

        tell.of(Story.aRelease().toldTo(HOOK).succeeded());
        runUntilQuiet();

        assertThat(clock.instant()).isBefore(START.plus(Duration.ofHours(24)));
        assertThat(clock.instant()).isAfter(START.plus(Duration.ofHours(23)));
        assertThat(deliveries.facts).singleElement().isInstanceOfSatisfying(NoticeGivenUp.class, it -> {
            assertThat(it.reason()).isEqualTo("HTTP 503");
            assertThat(it.attempts()).isEqualTo(webhook.carried.size());
        });
    }

    @Test
    void goesOnWithTheNextEventOnceOneIsGivenUp() {
        var story = Story.aRelease().toldTo(HOOK);
        webhook.answers(new Outcome.Refused("HTTP 400 invalid_blocks"), FINE);

        tell.of(story.requested());
        tell.of(story.succeeded());
        runUntilQuiet();

        assertThat(deliveries.facts).hasExactlyElementsOfTypes(NoticeGivenUp.class, NoticeDelivered.class);
    }

    @Test
    void leavesADestinationAloneThatIsGoneAndTriesItAgainADayLater() {
        webhook.answers(new Outcome.Gone("HTTP 410"), FINE);

        tell.of(Story.aRelease().toldTo(HOOK).requested());
        tell.of(Story.aRelease().toldTo(HOOK).requested());
        runUntilQuiet();
        assertThat(webhook.carried).hasSize(1);
        assertThat(deliveries.facts)
                .hasSize(2)
                .allSatisfy(it -> assertThat(it)
                        .isInstanceOfSatisfying(
                                NoticeGivenUp.class,
                                gone -> assertThat(gone.reason()).contains("Disabled until", "HTTP 410")));

        clock.advance(Duration.ofHours(25));
        tell.of(Story.aRelease().toldTo(HOOK).requested());
        runUntilQuiet();
        assertThat(webhook.carried).hasSize(2);
    }

    @Test
    void findsWhatACrashLeftInTheMiddleOfAnAttempt() {
        tell.of(Story.aRelease().toldTo(HOOK).succeeded());
        var id = alarms.firstKey();
        deliveries.begin(id, clock.instant(), clock.instant().plus(new Policy().attemptLostAfter()));
        alarms.clear(); // the process that had it is gone, and with it its alarms

        deliver.sweep();
        assertThat(alarms).isEmpty();

        clock.advance(new Policy().attemptLostAfter());
        deliver.sweep();
        runUntilQuiet();

        assertThat(webhook.carried).hasSize(1);
        assertThat(deliveries.facts)
                .singleElement()
                .isInstanceOfSatisfying(
                        NoticeDelivered.class, it -> assertThat(it.attempts()).isEqualTo(2));
    }

    @Test
    void anErrorOfOursIsTriedAgain() {
        webhook.breaksOnce();

        tell.of(Story.aRelease().toldTo(HOOK).succeeded());
        runUntilQuiet();

        assertThat(deliveries.facts).singleElement().isInstanceOf(NoticeDelivered.class);
    }

    private void alarm(Instant time, DeliveryId id) {
        alarms.merge(id, time, (a, b) -> a.isBefore(b) ? a : b);
    }

    private void ringOnce() {
        var next = alarms.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow();
        alarms.remove(next.getKey());
        if (next.getValue().isAfter(clock.instant())) {
            clock.moveTo(next.getValue());
        }
        deliver.attempt(next.getKey());
    }

    private void runUntilQuiet() {
        for (int rings = 0; !alarms.isEmpty(); rings++) {
            assertThat(rings).as("alarms that never end").isLessThan(2_000);
            ringOnce();
        }
    }

    private static Instant at(int seconds) {
        return START.plusSeconds(seconds);
    }

    private record Policy() implements DeliveryPolicy {

        @Override
        public Duration firstPause() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration longestPause() {
            return Duration.ofMinutes(10);
        }

        @Override
        public Duration giveUpAfter() {
            return Duration.ofHours(24);
        }

        @Override
        public Duration patience() {
            return Duration.ofSeconds(10);
        }

        @Override
        public Duration attemptLostAfter() {
            return Duration.ofSeconds(15);
        }

        @Override
        public Duration disabledFor() {
            return Duration.ofHours(24);
        }

        @Override
        public Duration keep() {
            return Duration.ofDays(90);
        }
    }
}
