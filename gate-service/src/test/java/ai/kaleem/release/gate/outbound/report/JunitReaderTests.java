package ai.kaleem.release.gate.outbound.report;

import static ai.kaleem.release.gate.outbound.report.Samples.readText;
import static ai.kaleem.release.gate.outbound.report.Samples.verdict;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.gate.gate.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class JunitReaderTests {

    private final JunitReader reader = new JunitReader();

    @Test
    void namesWhatFailedOfJest() throws Exception {
        assertThat(verdict(reader, "jest-junit.xml"))
                .isEqualTo(new Outcome.Failed("4 tests, 1 failed: auth.login rejects expired token"));
        assertThat(reader.findings())
                .containsExactly(
                        "auth.login rejects expired token: Error: expect(received).toBe(expected) // Object.is equality");
    }

    @Test
    void saysHowManyPassedAndWhichWasSlowestOfSurefire() throws Exception {
        assertThat(verdict(reader, "surefire.xml").summary())
                .matches(
                        "7 tests passed, slowest ai\\.kaleem\\.release\\.gate\\.gate\\.ConditionsTests \\w+ with \\d+\\.\\d s");
    }

    @Test
    void addsFilesUp() throws Exception {
        assertThat(verdict(reader, "jest-junit.xml", "surefire.xml").summary()).startsWith("11 tests, 1 failed: ");
    }

    @Test
    void namesThreeAndCountsTheRest() throws Exception {
        var cases = new StringBuilder();
        for (var i = 0; i < 312; i++) {
            cases.append("<testcase classname='a.B' name='c%d'>%s</testcase>"
                    .formatted(i, i < 200 ? "<error message='boom'/>" : ""));
        }
        readText(reader, "<testsuite>%s</testsuite>".formatted(cases));

        assertThat(reader.verdict().summary()).isEqualTo("312 tests, 200 failed: a.B c0, a.B c1, a.B c2 and 197 more");
        assertThat(reader.findings()).hasSize(101).startsWith("a.B c0: boom").endsWith("and 100 more");
    }

    @Test
    void aSuiteThatCouldNotBeginHasFailed() throws Exception {
        readText(reader, """
                <testsuites><testsuite name="auth" tests="0" failures="0" errors="1"/>
                <testsuite name="cart"><testcase name="adds"/></testsuite></testsuites>
                """);

        assertThat(reader.verdict()).isEqualTo(new Outcome.Failed("1 test, 1 failed: auth"));
    }

    @Test
    void aReportWithoutATestProvesNothing() throws Exception {
        assertThat(readText(new JunitReader(), "<testsuites/>").verdict())
                .isEqualTo(new Outcome.Failed("no test was run"));
        assertThat(readText(new JunitReader(), "<testsuite><testcase name='a'><skipped/></testcase></testsuite>")
                        .verdict())
                .isEqualTo(new Outcome.Failed("no test was run: all 1 are skipped"));
    }

    @Test
    void namesTheLineThatIsNoXml() {
        assertThatThrownBy(() -> readText(reader, "<testsuite>\n<testcase name='a'>\n</testsuite>"))
                .isInstanceOfSatisfying(
                        Malformed.class,
                        it -> assertThat(it.in("a.xml")).startsWith("a.xml, line 3: no well-formed XML: "));
        assertThatThrownBy(() -> readText(reader, "<html>\n</html>"))
                .isInstanceOfSatisfying(
                        Malformed.class,
                        it -> assertThat(it.in("a.xml"))
                                .isEqualTo(
                                        "a.xml, line 1: begins with <html>, and a JUnit report with <testsuites> or <testsuite>"));
        assertThatThrownBy(() -> readText(reader, "")).isInstanceOf(Malformed.class);
    }

    @Test
    void refusesABombAtOnce() {
        var bomb = """
                <?xml version="1.0"?>
                <!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
                <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>
                <testsuite><testcase name="x"><failure>&d;</failure></testcase></testsuite>
                """;

        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThatThrownBy(() -> readText(reader, bomb))
                        .isInstanceOf(Malformed.class)
                        .hasMessageContaining("document type"));
    }

    @Test
    void aLongReportIsNoBomb() throws Exception {
        var output = "a &lt;b&gt; &amp; c\n".repeat(100_000);
        readText(
                reader, "<testsuite><testcase name='x'><failure>%s</failure></testcase></testsuite>".formatted(output));

        assertThat(reader.verdict().summary()).isEqualTo("1 test, 1 failed: x");
    }

    @Test
    void readsNoFileOfTheHost() {
        var theft = """
                <!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/hostname">]>
                <testsuite><testcase name="x"><failure>&secret;</failure></testcase></testsuite>
                """;

        assertThatThrownBy(() -> readText(reader, theft)).isInstanceOf(Malformed.class);
        assertThat(reader.findings()).isEmpty();
    }
}
