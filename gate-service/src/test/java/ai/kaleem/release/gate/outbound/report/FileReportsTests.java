package ai.kaleem.release.gate.outbound.report;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.ReportSpec;
import ai.kaleem.release.common.contract.ReportSpec.Format;
import ai.kaleem.release.gate.gate.Outcome;
import ai.kaleem.release.gate.gate.Reports.Place;
import ai.kaleem.release.gate.outbound.Printed;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileReportsTests {

    private static final String ONE_TEST = "<testsuite><testcase classname='a' name='b'/></testsuite>";
    private static final Instant BEGAN = Instant.now().minusSeconds(60);

    private final FileReports reports = new FileReports();
    private final Printed log = new Printed();

    @TempDir
    Path folder;

    private Path checkout;

    @BeforeEach
    void checkout() throws IOException {
        checkout = Files.createDirectories(folder.resolve("checkout"));
        Files.createDirectories(checkout.resolve("Backend"));
    }

    @Test
    void readsAllFilesThatThePatternNames() throws IOException {
        file("Backend/build/test-results/a.xml", ONE_TEST);
        file("Backend/build/test-results/deep/er/b.xml", ONE_TEST);
        file("Backend/build/other/c.xml", "no report");
        file("Backend/node_modules/d/build/test-results/e.xml", "no report");

        assertThat(read(junit("build/test-results/**/*.xml"))).isEqualTo(new Outcome.Passed("2 tests passed"));
    }

    @Test
    void writesWhatWasFoundIntoTheLog() throws IOException {
        file("Backend/a.xml", "<testsuite><testcase name='b'><failure message='no'/></testcase></testsuite>");

        assertThat(read(junit("a.xml"))).isInstanceOf(Outcome.Failed.class);
        assertThat(log.lines()).containsExactly("junit: b: no");
    }

    @Test
    void aMissingReportIsAFailure() {
        assertThat(read(junit("a.xml")))
                .isEqualTo(new Outcome.Failed("there is no report 'a.xml' in the folder 'Backend' of the commit"));
        assertThat(read(junit("**/*.xml"))).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void aReportOfAnAttemptBeforeIsNone() throws IOException {
        Files.setLastModifiedTime(file("Backend/a.xml", ONE_TEST), FileTime.from(BEGAN.minusSeconds(10)));

        assertThat(read(junit("a.xml")))
                .isEqualTo(new Outcome.Failed("the report 'a.xml' was there before: this attempt wrote none"));

        file("Backend/b.xml", ONE_TEST);
        assertThat(read(junit("*.xml"))).isEqualTo(new Outcome.Passed("1 test passed"));
    }

    @Test
    void namesFileAndLineOfAMalformedOne() throws IOException {
        file("Backend/out/a.xml", "<testsuite>\n<oops");

        assertThat(read(junit("out/*.xml")).summary()).startsWith("out/a.xml, line 2: no well-formed XML: ");
        assertThat(read(junit("out/*.xml"))).isInstanceOf(Outcome.Unknown.class);
    }

    @Test
    void followsNoLinkOutOfTheCheckout() throws IOException {
        var secret = Files.writeString(folder.resolve("secret.xml"), ONE_TEST);
        Files.createSymbolicLink(checkout.resolve("Backend/a.xml"), secret);
        Files.createSymbolicLink(checkout.resolve("Backend/out"), folder);

        assertThat(read(junit("a.xml")))
                .isEqualTo(new Outcome.Failed("the report 'a.xml' is no file of the commit's folder"));
        assertThat(read(junit("*.xml"))).isInstanceOf(Outcome.Failed.class);
        assertThat(read(junit("out/secret.xml"))).isInstanceOf(Outcome.Failed.class);
        assertThat(read(junit("out/*.xml"))).as("no link is walked into").isInstanceOf(Outcome.Failed.class);
        assertThat(read(junit("../../secret.xml"))).isInstanceOf(Outcome.Failed.class);
        assertThat(read(junit(secret.toString()))).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void waitsForNoPipe() throws Exception {
        assertThat(new ProcessBuilder(
                                "mkfifo", checkout.resolve("Backend/a.xml").toString())
                        .start()
                        .waitFor())
                .isZero();

        assertThat(read(junit("a.xml"))).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void readsNothingThatIsTooLarge() throws IOException {
        var large = file("Backend/a.xml", "");
        try (var file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(FileReports.LARGEST + 1);
        }

        assertThat(read(junit("a.xml")))
                .isEqualTo(new Outcome.Unknown(
                        "the report 'a.xml' has 16,777,217 bytes; no more than 16,777,216 are read"));
    }

    @Test
    void readsNoMoreThanAThousandFiles() throws IOException {
        for (var i = 0; i < 1001; i++) {
            file("Backend/out/%d.xml".formatted(i), ONE_TEST);
        }

        assertThat(read(junit("out/*.xml")))
                .isEqualTo(new Outcome.Unknown("more than 1000 files are named by 'out/*.xml'"));
    }

    @Test
    void findsTheReportAmongWhatIsPrintedBesides() throws IOException {
        log.with("--- attempt 2 ---\nnpm warn Unknown user config\n")
                .with(Samples.text("npm-audit.json"))
                .with("\nnpm notice\n");

        assertThat(read(new ReportSpec(Format.NPM_AUDIT, null, "critical", null))
                        .summary())
                .isEqualTo("vulnerable: 1 critical, 1 moderate: minimist (critical)");
    }

    @Test
    void doesNotGuessFromAnOutputThatIsNotWhole() {
        log.isWhole = false;

        assertThat(read(new ReportSpec(Format.TYPESCRIPT, null, null, null))).isInstanceOf(Outcome.Unknown.class);
    }

    private static ReportSpec junit(String files) {
        return new ReportSpec(Format.JUNIT, files, null, null);
    }

    private Outcome read(ReportSpec report) {
        return reports.read(report, new Place(checkout, "Backend", BEGAN), log);
    }

    private Path file(String name, String text) throws IOException {
        var file = checkout.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
