package ai.kaleem.release.gate.outbound.report;

import ai.kaleem.release.gate.gate.Outcome;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Istanbul's {@code coverage-summary.json}, as its reporter {@code json-summary} writes it: the total alone. */
final class CoverageReader implements ReportReader {

    private final Coverage coverage;

    CoverageReader(@Nullable Double minimum) {
        this.coverage = new Coverage(minimum);
    }

    private record Summary(@Nullable Total total) {}

    private record Total(@Nullable Lines lines) {}

    private record Lines(@Nullable Long total, @Nullable Long covered) {}

    @Override
    public void read(InputStream file) throws Malformed {
        var total = Json.read(file, Summary.class).total();
        var lines = total == null ? null : total.lines();
        if (lines == null || lines.total() == null || lines.covered() == null) {
            throw new Malformed(0, "has no total of lines, as Istanbul's json-summary does");
        }
        coverage.add(Math.max(0, lines.total()), Math.clamp(lines.covered(), 0, Math.max(0, lines.total())));
    }

    @Override
    public Outcome verdict() {
        return coverage.verdict();
    }

    @Override
    public List<String> findings() {
        return List.of();
    }
}
