package ai.kaleem.release.api.crash;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CrashPointsOfTheServiceTests {

    @Test
    void everyCallThatLeavesTheServiceIsOne() {
        assertThat(CrashPointsOfTheService.all().faults()).isEmpty();
    }
}
