package ai.kaleem.release.gate.outbound.report;

import ai.kaleem.release.common.contract.ReportSpec;
import ai.kaleem.release.common.contract.ReportSpec.Format;
import ai.kaleem.release.gate.gate.GateLog;
import ai.kaleem.release.gate.gate.Outcome;
import ai.kaleem.release.gate.gate.Reports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reports as files of the checkout, or as what was printed. A file that leads out of the checkout is none. */
public final class FileReports implements Reports {

    /** In bytes, of one file. */
    static final long LARGEST = 16 << 20;

    private static final int MOST_FILES = 1000;

    @Override
    public Outcome read(ReportSpec report, Place place, GateLog log) {
        var name = report.format().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        try {
            var reader = reader(report, place.checkout().toRealPath());
            var fault =
                    report.files() == null ? readOutput(report, reader, log) : readFiles(report.files(), place, reader);
            if (fault != null) {
                return fault;
            }
            for (var finding : reader.findings()) {
                log.line("%s: %s".formatted(name, finding));
            }
            return reader.verdict();
        } catch (Malformed e) {
            return new Outcome.Unknown(e.in(report.files() == null ? "its output" : report.files()));
        } catch (IOException | RuntimeException e) {
            return new Outcome.Unknown("the report %s cannot be read: %s".formatted(name, e));
        }
    }

    private static ReportReader reader(ReportSpec report, Path checkout) {
        return switch (report.format()) {
            case JUNIT -> new JunitReader();
            case ESLINT -> new EslintReader(checkout);
            case SARIF -> new SarifReader(checkout, report.threshold());
            case NPM_AUDIT -> new NpmAuditReader(report.threshold());
            case LCOV -> new LcovReader(report.minimum());
            case COVERAGE -> new CoverageReader(report.minimum());
            case TYPESCRIPT -> new TypescriptReader();
        };
    }

    private static @Nullable Outcome readOutput(ReportSpec report, ReportReader reader, GateLog log)
            throws IOException, Malformed {
        var written = log.written();
        if (written.isEmpty()) {
            return new Outcome.Unknown(
                    "its output is longer than a log may be, and so not whole; have the program write the report into a file");
        }
        try (var output = written.get()) {
            var isText = report.format() == Format.TYPESCRIPT || report.format() == Format.LCOV;
            reader.read(isText ? output : Json.after(output));
        }
        return null;
    }

    /** Whether a file can be used is the plan's and the app's to mend, what is in it may be a matter of luck. */
    private static @Nullable Outcome readFiles(String pattern, Place place, ReportReader reader)
            throws IOException, Malformed {
        var checkout = place.checkout().toRealPath();
        var folder = place.checkout().resolve(place.in()).toRealPath();
        var files = new ReportFiles(folder, MOST_FILES).named(pattern);
        if (files.isEmpty()) {
            return new Outcome.Failed(
                    "there is no report '%s' in the folder '%s' of the commit".formatted(pattern, place.in()));
        }
        if (files.size() > MOST_FILES) {
            return new Outcome.Unknown("more than %d files are named by '%s'".formatted(MOST_FILES, pattern));
        }
        var fresh = 0;
        for (var file : files) {
            var name = folder.relativize(file).toString();
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    || !file.toRealPath().startsWith(checkout)) {
                return new Outcome.Failed("the report '%s' is no file of the commit's folder".formatted(name));
            }
            if (isOlder(file, place)) {
                continue;
            }
            fresh++;
            var size = Files.size(file);
            if (size > LARGEST) {
                return new Outcome.Unknown(
                        "the report '%s' has %,d bytes; no more than %,d are read".formatted(name, size, LARGEST));
            }
            try (var stream = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                reader.read(stream);
            } catch (Malformed e) {
                return new Outcome.Unknown(e.in(name));
            }
        }
        return fresh > 0
                ? null
                : new Outcome.Failed("the report '%s' was there before: this attempt wrote none".formatted(pattern));
    }

    /** Some file systems know a time to the second. */
    private static boolean isOlder(Path file, Place place) throws IOException {
        var since = place.since();
        return since != null
                && Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                        .toInstant()
                        .isBefore(since.truncatedTo(ChronoUnit.SECONDS));
    }
}
