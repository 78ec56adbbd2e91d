package ai.kaleem.release.gate.outbound.report;

import ai.kaleem.release.gate.gate.Outcome;
import ai.kaleem.release.gate.gate.PlainText;
import com.google.re2j.Pattern;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The errors that {@code tsc} prints, with {@code --pretty} or without, among whatever else is printed. */
final class TypescriptReader implements ReportReader {

    private static final int LONGEST_LINE = 2000;

    /** {@code src/a.ts(1,7): error TS2322: ..} and {@code src/a.ts:1:7 - error TS2322: ..}. */
    private static final Pattern IN_FILE =
            Pattern.compile("^(\\S.*?)(?:\\((\\d+),\\d+\\): |:(\\d+):\\d+ - )error (TS\\d+): (.*)$");

    /** Of no file, as when there is none: {@code error TS18003: ..}. */
    private static final Pattern ALONE = Pattern.compile("^error (TS\\d+): (.*)$");

    private final Findings errors = new Findings();
    private final Set<String> files = new HashSet<>();

    @Override
    public void read(InputStream file) throws IOException {
        var reader = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8));
        for (var line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.contains("TS")) {
                take(PlainText.line(line, LONGEST_LINE));
            }
        }
    }

    private void take(String line) {
        var inFile = IN_FILE.matcher(line);
        if (inFile.matches()) {
            var number = inFile.group(2) == null ? inFile.group(3) : inFile.group(2);
            var place = "%s:%s %s".formatted(inFile.group(1), number, inFile.group(4));
            files.add(inFile.group(1));
            errors.add(place, "%s: %s".formatted(place, inFile.group(5)));
            return;
        }
        var alone = ALONE.matcher(line);
        if (alone.matches()) {
            errors.add(alone.group(1), "%s: %s".formatted(alone.group(1), alone.group(2)));
        }
    }

    @Override
    public Outcome verdict() {
        if (errors.count() == 0) {
            return new Outcome.Passed("no type error");
        }
        return new Outcome.Failed("%s%s%s"
                .formatted(
                        Findings.many(errors.count(), "type error"),
                        files.isEmpty() ? "" : " in " + Findings.many(files.size(), "file"),
                        errors.named()));
    }

    @Override
    public List<String> findings() {
        return errors.lines();
    }
}
