package ai.kaleem.release.agent.outbound.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvFileTests {

    private static Map<String, String> parse(String text) {
        return EnvFile.parse(text, Map.of("HOME", "/root", "EMPTY", "")::get);
    }

    @Test
    void readsPlainLines() {
        assertThat(parse("A=1\n\n# comment\n  B = two words \nexport C=3\r\nD=\nE=a=b\n"))
                .containsExactly(
                        Map.entry("A", "1"),
                        Map.entry("B", "two words"),
                        Map.entry("C", "3"),
                        Map.entry("D", ""),
                        Map.entry("E", "a=b"));
    }

    @Test
    void takesCommentsOffUnquotedValues() {
        assertThat(parse("A=1 # one\nB=a#b\nC=\"1 # one\" # two\nD=#nothing\n"))
                .containsExactly(
                        Map.entry("A", "1"), Map.entry("B", "a#b"), Map.entry("C", "1 # one"), Map.entry("D", ""));
    }

    @Test
    void takesSingleQuotesLiterally() {
        assertThat(parse("A='$HOME \\n # x'\n")).containsEntry("A", "$HOME \\n # x");
    }

    @Test
    void knowsEscapesAndLinesInDoubleQuotes() {
        assertThat(parse("A=\"one\\ntwo\\\"\"\nKEY=\"-----BEGIN\nabc\n-----END\"\nB=2\n"))
                .containsExactly(
                        Map.entry("A", "one\ntwo\""),
                        Map.entry("KEY", "-----BEGIN\nabc\n-----END"),
                        Map.entry("B", "2"));
    }

    @Test
    void expandsWhatIsKnown() {
        assertThat(parse("A=x\nB=${A}-$HOME\nC=${NONE:-d}\nD=${EMPTY-d}\nE=${EMPTY:-d}\nF=\"$A\"\nG=$$A\nH=${NONE}\n"))
                .containsEntry("B", "x-/root")
                .containsEntry("C", "d")
                .containsEntry("D", "")
                .containsEntry("E", "d")
                .containsEntry("F", "x")
                .containsEntry("G", "$A")
                .containsEntry("H", "");
    }

    @Test
    void takesTheAgentsOwnValueForABareName() {
        assertThat(parse("HOME\nNONE\n")).containsExactly(Map.entry("HOME", "/root"));
    }

    @Test
    void namesTheLineAndNeverAValue(@TempDir Path folder) throws IOException {
        var file = Files.writeString(folder.resolve("api.env"), "A=1\nPASSWORD=\"hunter2\n");
        assertThatThrownBy(() -> EnvFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining(file.toString())
                .hasMessageNotContaining("hunter2");
        Files.writeString(file, "A=1\n\nhunter2 is no name=x\n");
        assertThatThrownBy(() -> EnvFile.read(file))
                .hasMessageContaining("line 3")
                .hasMessageNotContaining("hunter2");
    }
}
