package ai.kaleem.release.gate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EvidenceTests {

    @Test
    void isPlainText() {
        assertThat(of("\u001B[31mred\u001B[0m\r\n\u001B]0;title\u0007bell\u0007 tab\t", true))
                .isEqualTo("red\nbell tab\t");
    }

    @Test
    void isTheEnd() {
        assertThat(of("x".repeat(100_000) + "the reason", false))
                .hasSize(Evidence.OF_A_FAILURE)
                .endsWith("the reason");
        assertThat(of("x".repeat(100_000), true)).hasSize(Evidence.OF_A_PASS);
    }

    @Test
    void neverBeginsWithinACharacter() {
        var text = "ك".repeat(50_000) + "!";

        var evidence = of(text, false);

        assertThat(evidence.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(Evidence.OF_A_FAILURE);
        assertThat(text).endsWith(evidence);
    }

    @Test
    void ofManyGatesFitsIntoOneMessage() {
        var evidence = Evidence.of("x".repeat(70_000).getBytes(StandardCharsets.UTF_8), false, 1_000);

        assertThat(evidence.length() * 1_000).isLessThanOrEqualTo(Evidence.OF_A_RUN);
    }

    private static String of(String text, boolean passed) {
        return Evidence.of(text.getBytes(StandardCharsets.UTF_8), passed, 1);
    }
}
