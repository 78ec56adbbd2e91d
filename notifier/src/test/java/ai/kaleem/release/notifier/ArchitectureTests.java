package ai.kaleem.release.notifier;

import ai.kaleem.release.common.testing.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTests {

    @Test
    void keepsTheThreeRooms() {
        ArchitectureRules.of("ai.kaleem.release.notifier").check();
    }
}
