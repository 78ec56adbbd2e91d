package ai.kaleem.release.api;

import ai.kaleem.release.common.testing.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTests {

    @Test
    void inboundAndOutboundKnowTheInsideAndNotTheOtherWayRound() {
        ArchitectureRules.of("ai.kaleem.release.api").check();
    }
}
