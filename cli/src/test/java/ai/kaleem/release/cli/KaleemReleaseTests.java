package ai.kaleem.release.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Every command says what it does, and a command line that makes no sense says why. */
class KaleemReleaseTests {

    static Stream<String> commands() {
        return commands("", KaleemRelease.commandLine());
    }

    private static Stream<String> commands(String path, CommandLine line) {
        return line.getSubcommands().entrySet().stream()
                .flatMap(it -> Stream.concat(
                        Stream.of(path + it.getKey()), commands(path + it.getKey() + " ", it.getValue())));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void saysWhatItDoesAndHowItEnds(String command) {
        var help = Run.of((command + " --help").split(" "));

        assertThat(help.code()).as(help.err()).isZero();
        assertThat(help.out()).contains("Usage: kaleem-release " + command);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "deploy", "release", "release production --type later", "token", "logs R1 --nothing"})
    void whatMakesNoSenseEndsWith2(String arguments) {
        var run = Run.of(arguments.split(" "));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).containsAnyOf("Usage: kaleem-release", "Unmatched argument");
    }

    @Test
    void aGroupSaysWhatItHas() {
        assertThat(Run.of("plan").err()).startsWith("Which? There are check, put, show");
    }

    @Test
    void aScriptThatCompletesIsWritten() {
        assertThat(Run.of("completion").out()).contains("complete -F _complete_kaleem-release");
    }
}
