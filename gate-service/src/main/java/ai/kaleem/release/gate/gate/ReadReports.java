package ai.kaleem.release.gate.gate;

import ai.kaleem.release.common.contract.GateSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the end of a program and its reports add up to. */
final class ReadReports {

    /** What linters and audits end with where they found anything at all, however small. */
    private static final int FOUND_SOMETHING = 1;

    private static final int LONGEST = 600;

    private final Reports reports;

    ReadReports(Reports reports) {
        this.reports = reports;
    }

    /** A program that was not run to its end, as far as we know, has no reports. */
    Outcome judge(Outcome end, GateSpec spec, Reports.Place place, GateLog log) {
        if (spec.reports().isEmpty() || end instanceof Outcome.Unknown) {
            return end;
        }
        var read = new ArrayList<Outcome>();
        var deciding = new ArrayList<Outcome>();
        for (var report : spec.reports()) {
            var outcome = reports.read(report, place, log);
            read.add(outcome);
            if (report.threshold() != null) {
                deciding.add(outcome);
            }
        }
        var isLeftToThem = end instanceof Outcome.Failed failed
                && failed.exit() != null
                && failed.exit() == FOUND_SOMETHING
                && !deciding.isEmpty();
        var failures = of(Outcome.Failed.class, read);
        if (!failures.isEmpty()) {
            return new Outcome.Failed(words(failures, end));
        }
        if (end instanceof Outcome.Failed && !isLeftToThem) {
            return new Outcome.Failed(words(read, end));
        }
        var unknown = of(Outcome.Unknown.class, read);
        return unknown.isEmpty() ? new Outcome.Passed(words(read, end)) : new Outcome.Unknown(words(unknown, end));
    }

    private static List<Outcome> of(Class<? extends Outcome> kind, List<Outcome> all) {
        return all.stream().filter(kind::isInstance).toList();
    }

    private static String words(List<Outcome> reports, Outcome end) {
        var said = reports.stream().map(Outcome::summary).collect(Collectors.joining("; "));
        return "%s (%s)".formatted(PlainText.line(said, LONGEST), end.summary());
    }
}
