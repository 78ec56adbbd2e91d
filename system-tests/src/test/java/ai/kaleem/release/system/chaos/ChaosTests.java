package ai.kaleem.release.system.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.system.world.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Whatever is killed, nothing is lost and nothing happens twice. {@code ./verify --chaos} runs this alone. */
class ChaosTests {

    /** For the script that ends with this line. */
    private static final Path VERDICT = Installation.ROOT.resolve("system-tests/target/chaos.txt");

    @Test
    void nothingIsLostAndNothingHappensTwice() throws InterruptedException, IOException {
        var settings = Settings.asTold();
        if (settings.engineToo()) {
            EngineChaos.run(settings, VERDICT);
            assertThat(VERDICT).content().startsWith(settings.goodVerdict());
            return;
        }
        var verdict = Chaos.run(settings);
        Files.writeString(VERDICT, verdict.line() + "\n");

        assertThat(verdict.findings()).as(settings.replay()).isEmpty();
        assertThat(verdict.line()).startsWith(settings.goodVerdict());
    }
}
