package ai.kaleem.release.agent;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.crash.Catalogue;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A call that leaves the agent, and that nobody has called a crash point, is found here. */
class CatalogueTests {

    @Test
    void everyCallThatLeavesTheAgentIsACrashPoint() {
        var catalogue = Catalogue.of(List.of(DeployAgent.class), "ai.kaleem.release.agent");
        assertThat(catalogue.faults()).isEmpty();
        assertThat(catalogue.points()).hasSizeGreaterThan(100);
    }
}
