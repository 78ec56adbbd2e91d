package ai.kaleem.release.common.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What calls do, read from the table {@code calls} beside this class, which explains itself. */
final class Calls {

    enum Kind {
        OUTSIDE,
        HARMLESS
    }

    private static final String OURS = "ai/kaleem/release/";
    private static final Calls TABLE = new Calls(lines());

    private final List<Line> table;

    private Calls(Stream<String> lines) {
        table = lines.filter(it -> !it.isBlank() && !it.startsWith("#"))
                .map(Line::of)
                .toList();
    }

    /** Empty for a call that the table does not know; our own code, and arrays, are harmless: what they call counts. */
    static Optional<Kind> kindOf(String owner, String method) {
        if (owner.startsWith(OURS) || owner.startsWith("[")) {
            return Optional.of(Kind.HARMLESS);
        }
        return TABLE.table.stream()
                .filter(it -> it.fits(owner, method))
                .map(Line::kind)
                .findFirst();
    }

    private static Stream<String> lines() {
        try (var table = Calls.class.getResourceAsStream("calls")) {
            if (table == null) {
                throw new IllegalStateException("The table of calls is missing beside " + Calls.class.getName());
            }
            return new String(table.readAllBytes(), StandardCharsets.UTF_8).lines();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Line(Kind kind, Pattern owner, Pattern methods) {

        static Line of(String line) {
            var words = line.trim().split("\\s+", 3);
            var methods = Stream.of(words[2].split("\\s+")).map(Line::pattern).toList();
            return new Line(
                    Kind.valueOf(words[0].toUpperCase(java.util.Locale.ROOT)),
                    Pattern.compile(pattern(words[1])),
                    Pattern.compile(String.join("|", methods)));
        }

        private static String pattern(String stars) {
            return Pattern.quote(stars)
                    .replace("**", "\\E.\u0000\\Q")
                    .replace("*", "\\E[^/]*\\Q")
                    .replace("\u0000", "*");
        }

        boolean fits(String type, String method) {
            return owner.matcher(type).matches() && methods.matcher(method).matches();
        }
    }
}
