package ai.kaleem.release.gate.outbound.report;

import static ai.kaleem.release.gate.outbound.report.Samples.readText;
import static ai.kaleem.release.gate.outbound.report.Samples.verdict;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.gate.gate.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextReadersTests {

    @ParameterizedTest
    @ValueSource(strings = {"tsc.txt", "tsc-pretty.txt"})
    void namesTheErrorsOfTsc(String sample) throws Exception {
        var reader = new TypescriptReader();

        assertThat(verdict(reader, sample))
                .isEqualTo(
                        new Outcome.Failed("3 type errors in 1 file: broken/cart.ts:1 TS2322, broken/cart.ts:2 TS7006,"
                                + " broken/cart.ts:2 TS2304"));
        assertThat(reader.findings())
                .startsWith("broken/cart.ts:1 TS2322: Type 'string' is not assignable to type 'number'.");
    }

    @Test
    void seesAnErrorOfTscThatIsOfNoFile() throws Exception {
        assertThat(readText(new TypescriptReader(), "> tsc\n\nerror TS18003: No inputs were found.\n")
                        .verdict())
                .isEqualTo(new Outcome.Failed("1 type error: TS18003"));
        assertThat(readText(new TypescriptReader(), "> tsc\nall is TS well\n").verdict())
                .isEqualTo(new Outcome.Passed("no type error"));
    }

    @Test
    void holdsCoverageAgainstItsMinimum() throws Exception {
        assertThat(verdict(new LcovReader(0.8), "lcov.info"))
                .isEqualTo(new Outcome.Failed("62.5 % of 8 lines covered, 80.0 % have to be"));
        assertThat(verdict(new LcovReader(0.625), "lcov.info"))
                .isEqualTo(new Outcome.Passed("62.5 % of 8 lines covered"));
        assertThat(verdict(new CoverageReader(0.63), "coverage-summary.json"))
                .isEqualTo(new Outcome.Failed("62.5 % of 8 lines covered, 63.0 % have to be"));
        assertThat(verdict(new CoverageReader(null), "coverage-summary.json"))
                .isEqualTo(new Outcome.Passed("62.5 % of 8 lines covered"));
    }

    @Test
    void neverRoundsCoverageUp() throws Exception {
        var reader = readText(new LcovReader(0.8), "SF:a\nLF:10000\nLH:7999\nend_of_record\n");

        assertThat(reader.verdict().summary()).isEqualTo("79.9 % of 10000 lines covered, 80.0 % have to be");
    }

    @Test
    void countsLinesWhereLcovDoesNot() throws Exception {
        var reader = readText(new LcovReader(null), "TN:\nSF:a\nDA:1,3\nDA:2,0\nDA:3,1,hash\nend_of_record\n");

        assertThat(reader.verdict().summary()).isEqualTo("66.6 % of 3 lines covered");
    }

    @Test
    void nothingToCoverIsNotEnough() throws Exception {
        assertThat(readText(new LcovReader(0.5), "").verdict())
                .isEqualTo(new Outcome.Failed("no line that tests could cover, and 50.0 % have to be"));
        assertThat(readText(new LcovReader(null), "").verdict())
                .isEqualTo(new Outcome.Passed("no line that tests could cover"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello\n",
                "SF:a\nLF:x\nend_of_record\n",
                "SF:a\nSF:b\n",
                "end_of_record\n",
                "SF:a\nDA:1,2\n",
                "SF:a\nDA:1,y\nend_of_record\n"
            })
    void refusesWhatIsNoLcov(String text) {
        assertThatThrownBy(() -> readText(new LcovReader(null), text)).isInstanceOf(Malformed.class);
    }
}
