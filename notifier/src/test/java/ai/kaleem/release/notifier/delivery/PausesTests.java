package ai.kaleem.release.notifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PausesTests {

    @ParameterizedTest(name = "after attempt {0}, random {1}, asked {2}: {3}")
    @CsvSource(nullValues = "-", textBlock = """
                    1,    0.5, -,     PT1S
                    2,    0.5, -,     PT2S
                    5,    0.5, -,     PT16S
                    1,    0.0, -,     PT0.8S
                    1,    1.0, -,     PT1.2S
                    20,   0.5, -,     PT10M
                    9999, 1.0, -,     PT12M
                    1,    0.5, PT30S, PT30S
                    20,   0.5, PT30S, PT10M
                    """)
    void doublesWithJitterUpToALimitAndNeverBelowWhatWasAsked(
            int attempts, double random, Duration asked, Duration pause) {
        assertThat(new Pauses(new Policy(), () -> random).after(attempts, asked))
                .isEqualTo(pause);
    }

    record Policy(
            Duration firstPause,
            Duration longestPause,
            Duration giveUpAfter,
            Duration patience,
            Duration attemptLostAfter,
            Duration disabledFor,
            Duration keep)
            implements DeliveryPolicy {

        Policy() {
            this(
                    Duration.ofSeconds(1),
                    Duration.ofMinutes(10),
                    DAY,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(15),
                    DAY,
                    DAY);
        }

        private static final Duration DAY = Duration.ofDays(1);
    }
}
