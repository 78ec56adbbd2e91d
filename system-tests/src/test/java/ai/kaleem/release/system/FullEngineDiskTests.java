package ai.kaleem.release.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.kaleem.release.system.world.OwnSpace;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The disk of the Docker engine fills up while an image is pulled. */
@Tag("long")
class FullEngineDiskTests {

    @Test
    void theReleaseEndsWithWhatToDoAndTheOldVersionServes() {
        var missing = OwnSpace.missing();
        assumeTrue(missing.isEmpty(), missing.orElse(""));

        var said = OwnSpace.run(FullEngineDisk.class, Duration.ofMinutes(8), List.of());

        assertThat(said).contains(FullEngineDisk.HONEST_END);
        assertThat(said.lines().filter(it -> it.contains(FullEngineDisk.HONEST_END)))
                .singleElement()
                .asString()
                .contains("no space left", "make room (docker image prune) and release again");
    }
}
