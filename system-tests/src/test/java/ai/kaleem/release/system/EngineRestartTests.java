package ai.kaleem.release.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.kaleem.release.system.world.OwnSpace;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The Docker engine restarts: while the agent is stopped, and in the middle of a release. */
@Tag("long")
class EngineRestartTests {

    @Test
    void trafficFlowsToTheRightVersionAndAReleaseThatWasInterruptedEnds() {
        var missing = OwnSpace.missing();
        assumeTrue(missing.isEmpty(), missing.orElse(""));

        var said = OwnSpace.alone(EngineRestart.class, Duration.ofMinutes(6));
        assertThat(said).contains(EngineRestart.GOOD_END, EngineRestart.HONEST_END);
        said.lines()
                .filter(it -> it.contains(EngineRestart.GOOD_END) || it.contains(EngineRestart.HONEST_END))
                .forEach(System.out::println);
    }
}
