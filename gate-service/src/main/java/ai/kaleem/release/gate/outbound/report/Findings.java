package ai.kaleem.release.gate.outbound.report;

import ai.kaleem.release.gate.gate.PlainText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The first of what was found, in full for the log and shortly for the summary; of the rest, how much it is. */
final class Findings {

    /** So many are kept, of however many there are. */
    private static final int KEPT = 100;

    private static final int NAMED = 3;
    private static final int LONGEST_NAME = 120;
    private static final int LONGEST_LINE = 500;

    private final List<String> names = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private int count;

    void add(String name, String line) {
        count++;
        if (lines.size() < KEPT) {
            names.add(PlainText.line(name, LONGEST_NAME));
            lines.add(PlainText.line(line, LONGEST_LINE));
        }
    }

    int count() {
        return count;
    }

    /** For example {@code ": a, b, c and 9 more"}; empty where there are none. */
    String named() {
        if (names.isEmpty()) {
            return "";
        }
        var shown = names.subList(0, Math.min(NAMED, names.size()));
        var more = count - shown.size();
        return ": %s%s".formatted(String.join(", ", shown), more > 0 ? " and %d more".formatted(more) : "");
    }

    List<String> lines() {
        return count > lines.size()
                ? Stream.concat(lines.stream(), Stream.of("and %d more".formatted(count - lines.size())))
                        .toList()
                : List.copyOf(lines);
    }

    /** {@code 1 test}, {@code 2 tests}. */
    static String many(long count, String what) {
        return "%d %s%s".formatted(count, what, count == 1 ? "" : "s");
    }
}
