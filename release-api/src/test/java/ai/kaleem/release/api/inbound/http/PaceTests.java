package ai.kaleem.release.api.inbound.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PaceTests {

    /** Three seconds' worth at once; who is another has their own. */
    @Test
    void letsABurstThroughAndThenSaysHowLongToWait() {
        var pace = new Pace(1);

        assertThat(IntStream.range(0, 3).mapToObj(i -> pace.next("ci"))).containsOnly(Duration.ZERO);
        assertThat(pace.next("ci")).isBetween(Duration.ofMillis(1), Duration.ofSeconds(1));
        assertThat(pace.next("salma")).isEqualTo(Duration.ZERO);
    }
}
