package ai.kaleem.release.system.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.system.chaos.oracle.Verdict;
import ai.kaleem.release.system.world.Installation;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** Whatever is killed, nothing is lost and nothing happens twice. {@code ./verify --chaos} runs this alone. */
class ChaosTests {

    @Test
    void nothingIsLostAndNothingHappensTwice() throws InterruptedException, IOException {
        var settings = Settings.asTold();
        var verdict = Chaos.run(settings);
        keep(verdict);

        assertThat(verdict.findings()).as(settings.replay()).isEmpty();
        assertThat(verdict.kills()).isEqualTo(settings.kills());
        assertThat(verdict.releases()).isEqualTo(settings.releases());
    }

    /** For the script that ends with this line. */
    private static void keep(Verdict verdict) throws IOException {
        Files.writeString(Installation.ROOT.resolve("system-tests/target/chaos.txt"), verdict.line() + "\n");
    }
}
