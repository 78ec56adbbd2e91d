package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.agent.analysis.Answers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SustainedTests {

    private final Sustained errors = new Sustained(it -> it.errorRate() > 0.05, Duration.ofSeconds(120));

    private boolean lasts(int second, int requests, int errors) {
        return this.errors.lasts(
                new Answers(requests, errors, List.of()),
                Duration.ofSeconds(second).toNanos());
    }

    @Test
    void lastsFromTheFirstBadWindowOn() {
        assertThat(lasts(0, 100, 0)).isFalse();
        assertThat(lasts(10, 100, 6)).isFalse();
        assertThat(lasts(119, 100, 6)).isFalse();
        assertThat(lasts(120, 100, 6)).isTrue();
    }

    @Test
    void aGoodWindowBreaksIt() {
        assertThat(lasts(0, 100, 100)).isFalse();
        assertThat(lasts(60, 100, 5)).isFalse();
        assertThat(lasts(125, 100, 6)).isFalse();
        assertThat(lasts(180, 100, 6)).isTrue();
    }

    @Test
    void fewRequestsAreLookedAtTogether() {
        for (var second = 0; second < 190; second += 10) {
            assertThat(lasts(second, 1, 1)).as("after %d s", second).isFalse();
        }
        assertThat(lasts(190, 1, 1)).isTrue();
    }

    @Test
    void nothingAskedIsNothingBad() {
        assertThat(lasts(0, 100, 100)).isFalse();
        for (var second = 1; second < 1000; second++) {
            assertThat(lasts(second, 0, 0)).isFalse();
        }
    }
}
