package ai.kaleem.release.agent;

import ai.kaleem.release.common.testing.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTests {

    @Test
    void keepsTheRules() {
        ArchitectureRules.of("ai.kaleem.release.agent").check();
    }
}
