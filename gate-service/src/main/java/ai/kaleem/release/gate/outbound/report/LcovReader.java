package ai.kaleem.release.gate.outbound.report;

import ai.kaleem.release.gate.gate.Outcome;
import ai.kaleem.release.gate.gate.PlainText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code lcov.info}: what each file says of its lines, or, where it does not, each line of itself. */
final class LcovReader implements ReportReader {

    private static final int LONGEST_FAULT = 60;

    private final Coverage coverage;

    LcovReader(@Nullable Double minimum) {
        this.coverage = new Coverage(minimum);
    }

    /** One file's record while it is read. */
    private static final class Record {
        private long said = -1;
        private long saidCovered = -1;
        private long lines;
        private long covered;
    }

    @Override
    public void read(InputStream file) throws IOException, Malformed {
        var reader = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8));
        Record record = null;
        var isAny = false;
        var number = 0;
        for (var line = reader.readLine(); line != null; line = reader.readLine()) {
            number++;
            if (line.startsWith("SF:")) {
                if (record != null) {
                    throw new Malformed(number, "a file begins before the one before it has ended");
                }
                record = new Record();
                isAny = true;
            } else if (line.strip().equals("end_of_record")) {
                if (record == null) {
                    throw new Malformed(number, "a file ends that never began");
                }
                add(record);
                record = null;
            } else if (record != null) {
                take(record, line, number);
            }
        }
        if (record != null) {
            throw new Malformed(number, "ends in the middle of a file");
        }
        if (!isAny && number > 0) {
            throw new Malformed(1, "has no record of a file, as an lcov.info does");
        }
    }

    private static void take(Record record, String line, int number) throws Malformed {
        if (line.startsWith("LF:")) {
            record.said = count(line.substring(3), number);
        } else if (line.startsWith("LH:")) {
            record.saidCovered = count(line.substring(3), number);
        } else if (line.startsWith("DA:")) {
            var parts = line.substring(3).split(",", -1);
            record.lines++;
            record.covered += parts.length > 1 && count(parts[1], number) > 0 ? 1 : 0;
        }
    }

    private static long count(String text, int number) throws Malformed {
        try {
            return Math.max(0, Long.parseLong(text.strip()));
        } catch (NumberFormatException e) {
            throw new Malformed(number, "'%s' is no number".formatted(PlainText.line(text, LONGEST_FAULT)));
        }
    }

    private void add(Record record) {
        if (record.said >= 0 && record.saidCovered >= 0) {
            coverage.add(record.said, Math.min(record.said, record.saidCovered));
        } else {
            coverage.add(record.lines, record.covered);
        }
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
