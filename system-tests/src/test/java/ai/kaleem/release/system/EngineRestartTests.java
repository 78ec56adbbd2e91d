package ai.kaleem.release.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.kaleem.release.system.world.OwnSpace;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The Docker engine restarts while the agent is stopped. */
class EngineRestartTests {

    @Test
    void trafficFlowsToTheRightVersionWithTheAgentStopped() {
        var missing = OwnSpace.missing();
        assumeTrue(missing.isEmpty(), missing.orElse(""));

        var said = OwnSpace.alone(EngineRestart.class, Duration.ofMinutes(4));
        assertThat(said).contains(EngineRestart.GOOD_END);
    }
}
