package ai.kaleem.release.gate.outbound.report;

import ai.kaleem.release.gate.gate.Outcome;
import ai.kaleem.release.gate.gate.PlainText;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/** {@code npm audit --json}, version 2 of its report, of npm 7 and later: what is vulnerable, by severity. */
final class NpmAuditReader implements ReportReader {

    private static final int LONGEST_FAULT = 300;

    private enum Severity {
        INFO,
        LOW,
        MODERATE,
        HIGH,
        CRITICAL
    }

    private final Severity threshold;
    private final Map<Severity, Integer> counts = new EnumMap<>(Severity.class);
    private final Findings failing = new Findings();

    NpmAuditReader(@Nullable String threshold) {
        this.threshold = threshold == null ? Severity.HIGH : Severity.valueOf(threshold.toUpperCase(Locale.ROOT));
    }

    private record Vulnerability(
            @Nullable String severity, @Nullable String range) {}

    private record Failure(@Nullable String code, @Nullable String summary) {}

    @Override
    public void read(InputStream file) throws Malformed {
        var said = new Said();
        try (var json = Json.MAPPER.createParser(file)) {
            json.nextToken();
            Json.eachField(json, name -> take(name, json, said));
        } catch (JacksonException e) {
            throw Json.malformed(e);
        }
        if (said.error != null) {
            var summary = said.error.summary();
            var fault = summary == null || summary.isEmpty() ? said.message : summary;
            throw new Malformed(0, "npm could not audit: %s".formatted(PlainText.line(fault, LONGEST_FAULT)));
        }
        if (!said.isReport) {
            throw new Malformed(0, "no report of npm audit --json by npm 7 or later");
        }
    }

    /** What a report says of itself. */
    private static final class Said {
        private boolean isReport;
        private String message = "";
        private @Nullable Failure error;
    }

    private boolean take(String name, JsonParser json, Said said) throws Malformed {
        switch (name) {
            case "vulnerabilities" -> {
                said.isReport = true;
                Json.eachField(json, it -> {
                    add(it, Json.value(json, Vulnerability.class));
                    return true;
                });
                return true;
            }
            case "error" -> {
                said.error = Json.value(json, Failure.class);
                return true;
            }
            case "message" -> {
                said.message = Json.value(json, String.class);
                return true;
            }
            default -> {
                return false;
            }
        }
    }

    private void add(String name, Vulnerability it) throws Malformed {
        Severity severity;
        try {
            severity = Severity.valueOf(String.valueOf(it.severity()).toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new Malformed(0, "'%s' has the severity '%s'".formatted(name, it.severity()));
        }
        counts.merge(severity, 1, Integer::sum);
        if (severity.compareTo(threshold) >= 0) {
            var word = word(severity);
            failing.add("%s (%s)".formatted(name, word), "%s %s: %s".formatted(name, it.range(), word));
        }
    }

    @Override
    public Outcome verdict() {
        var found = counts.entrySet().stream()
                .sorted(Map.Entry.<Severity, Integer>comparingByKey().reversed())
                .map(it -> "%d %s".formatted(it.getValue(), word(it.getKey())))
                .collect(Collectors.joining(", "));
        if (failing.count() > 0) {
            return new Outcome.Failed("vulnerable: %s%s".formatted(found, failing.named()));
        }
        return new Outcome.Passed(
                found.isEmpty()
                        ? "no known vulnerability"
                        : "vulnerable: %s, none of them %s or worse".formatted(found, word(threshold)));
    }

    private static String word(Severity severity) {
        return severity.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public List<String> findings() {
        return failing.lines();
    }
}
