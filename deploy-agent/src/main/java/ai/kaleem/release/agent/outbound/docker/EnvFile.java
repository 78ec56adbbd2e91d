package ai.kaleem.release.agent.outbound.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads an env file as Docker Compose does: comments, {@code export}, quotes (single ones are literal, double ones know
 * {@code \n}), values over several lines in quotes, and {@code ${OTHER:-default}} from earlier lines or the agent's own
 * environment. A name without {@code =} takes the agent's own value, or is left out.
 */
public final class EnvFile {

    private static final Pattern VARIABLE = Pattern.compile(
            "(?<!\\\\)\\$(?:(?<escaped>\\$)|\\{(?<braced>[A-Za-z_][A-Za-z0-9_]*)(?:(?<operator>:?-)(?<fallback>[^}]*))?}|(?<plain>[A-Za-z_][A-Za-z0-9_]*))");

    private final String text;
    private final UnaryOperator<@Nullable String> outer;
    private final Map<String, String> values = new LinkedHashMap<>();
    private int at;

    private EnvFile(String text, UnaryOperator<@Nullable String> outer) {
        this.text = text.startsWith("\uFEFF") ? text.substring(1) : text;
        this.outer = outer;
    }

    /** @throws IOException when the file cannot be read or understood; the message names the line, never a value */
    public static Map<String, String> read(Path file) throws IOException {
        try {
            return parse(Files.readString(file, UTF_8), System::getenv);
        } catch (IllegalArgumentException e) {
            throw new IOException("%s: %s".formatted(file, e.getMessage()), e);
        }
    }

    static Map<String, String> parse(String text, UnaryOperator<@Nullable String> outer) {
        var file = new EnvFile(text.replace("\r\n", "\n"), outer);
        while (file.at < file.text.length()) {
            file.line();
        }
        return file.values;
    }

    private void line() {
        skip(" \t\n");
        if (at >= text.length()) {
            return;
        }
        if (text.charAt(at) == '#') {
            restOfLine();
            return;
        }
        var number = text.substring(0, at).lines().count() + 1;
        var begin = at;
        while (at < text.length() && "=:\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        var name = text.substring(begin, at).strip();
        name = name.startsWith("export ") ? name.substring("export ".length()).strip() : name;
        if (!name.matches("[A-Za-z0-9_.-]+")) {
            throw new IllegalArgumentException("line %d has no valid name before '='".formatted(Math.max(1, number)));
        }
        if (at >= text.length() || text.charAt(at) == '\n') {
            var inherited = outer.apply(name);
            if (inherited != null) {
                values.put(name, inherited);
            }
            return;
        }
        at++;
        skip(" \t");
        values.put(name, value(number));
    }

    private String value(long number) {
        if (at >= text.length()) {
            return "";
        }
        var quote = text.charAt(at);
        if (quote != '\'' && quote != '"') {
            var raw = restOfLine();
            var comment = raw.startsWith("#") ? 0 : raw.indexOf(" #");
            return expand((comment < 0 ? raw : raw.substring(0, comment)).strip());
        }
        var end = at + 1;
        while (end < text.length() && text.charAt(end) != quote) {
            end += text.charAt(end) == '\\' && end + 1 < text.length() ? 2 : 1;
        }
        if (end >= text.length()) {
            throw new IllegalArgumentException("line %d opens a quote that is never closed".formatted(number));
        }
        var inside = text.substring(at + 1, end);
        at = end + 1;
        restOfLine();
        return quote == '\'' ? inside.replace("\\'", "'") : unescape(expand(inside));
    }

    private String expand(String value) {
        return VARIABLE.matcher(value).replaceAll(match -> {
            var found = match.group("escaped") != null ? "$" : substitute(match);
            return Matcher.quoteReplacement(found);
        });
    }

    private String substitute(MatchResult match) {
        var name = match.group("braced") != null ? match.group("braced") : match.group("plain");
        var known = values.containsKey(name) ? values.get(name) : outer.apply(name);
        var operator = match.group("operator");
        var fallback = match.group("fallback");
        if (operator == null || fallback == null) {
            return known == null ? "" : known;
        }
        return known == null || (operator.equals(":-") && known.isEmpty()) ? fallback : known;
    }

    private static String unescape(String value) {
        var out = new StringBuilder();
        for (var i = 0; i < value.length(); i++) {
            var c = value.charAt(i);
            if (c != '\\' || i + 1 == value.length()) {
                out.append(c);
                continue;
            }
            var next = value.charAt(++i);
            switch (next) {
                case 'n' -> out.append('\n');
                case 'r' -> out.append('\r');
                case 't' -> out.append('\t');
                case '"', '\\', '$' -> out.append(next);
                default -> out.append('\\').append(next);
            }
        }
        return out.toString();
    }

    private void skip(String characters) {
        while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private String restOfLine() {
        var end = text.indexOf('\n', at);
        var line = text.substring(at, end < 0 ? text.length() : end);
        at = end < 0 ? text.length() : end;
        return line;
    }
}
