package ai.kaleem.release.gate.outbound.report;

import ai.kaleem.release.gate.gate.Outcome;
import ai.kaleem.release.gate.outbound.report.Sarif.Result;
import ai.kaleem.release.gate.outbound.report.Sarif.Tool;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * <a href="https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html">SARIF 2.1</a>. What is suppressed, is gone since
 * a baseline, or is of another kind than {@code fail}, does not count.
 */
final class SarifReader implements ReportReader {

    private enum Level {
        NONE,
        NOTE,
        WARNING,
        ERROR
    }

    private static final int MOST_WAITING = 10_000;

    private final Path checkout;
    private final Level threshold;
    private final Map<Level, Integer> counts = new EnumMap<>(Level.class);
    private final Findings failing = new Findings();

    SarifReader(Path checkout, @Nullable String threshold) {
        this.checkout = checkout;
        this.threshold = threshold == null ? Level.ERROR : Level.valueOf(threshold.toUpperCase(Locale.ROOT));
    }

    @Override
    public void read(InputStream file) throws Malformed {
        var version = new AtomicReference<@Nullable String>();
        var hasRuns = new AtomicBoolean();
        try (var json = Json.MAPPER.createParser(file)) {
            json.nextToken();
            Json.eachField(json, name -> {
                if (name.equals("version")) {
                    version.set(Json.value(json, String.class));
                    return true;
                }
                if (name.equals("runs")) {
                    hasRuns.set(true);
                    Json.eachElement(json, () -> run(json));
                    return true;
                }
                return false;
            });
        } catch (JacksonException e) {
            throw Json.malformed(e);
        }
        var said = version.get();
        if (said == null || !said.startsWith("2.1") || !hasRuns.get()) {
            throw new Malformed(0, "no SARIF 2.1: its version is '%s'".formatted(said));
        }
    }

    /** Results are judged one by one; those that come before the rules they need wait for these. */
    private void run(JsonParser json) throws Malformed {
        var tool = new AtomicReference<@Nullable Tool>();
        var waiting = new ArrayList<Result>();
        Json.eachField(json, name -> {
            if (name.equals("tool")) {
                tool.set(Json.value(json, Tool.class));
                return true;
            }
            if (!name.equals("results") || json.currentToken() == JsonToken.VALUE_NULL) {
                return false;
            }
            Json.eachElement(json, () -> {
                var it = Json.value(json, Result.class);
                if (it.level() != null || tool.get() != null) {
                    add(it, tool.get());
                } else if (waiting.size() < MOST_WAITING) {
                    waiting.add(it);
                } else {
                    throw new Malformed(
                            Json.line(json),
                            "has more than %d results before the rules they need".formatted(MOST_WAITING));
                }
            });
            return true;
        });
        for (var it : waiting) {
            add(it, tool.get());
        }
    }

    private void add(Result it, @Nullable Tool tool) throws Malformed {
        if (!it.counts()) {
            return;
        }
        var level = level(it, tool);
        counts.merge(level, 1, Integer::sum);
        if (level.compareTo(threshold) >= 0) {
            var rule = it.ruleId() == null ? "a finding" : it.ruleId();
            var place = it.place(checkout).map(at -> at + " ").orElse("");
            var text = it.message() == null ? "" : String.valueOf(it.message().text());
            failing.add(place + rule, "%s%s: %s".formatted(place, rule, text));
        }
    }

    /** Its own, else its rule's, else a warning, as the standard says. */
    private static Level level(Result it, @Nullable Tool tool) throws Malformed {
        var ofRule = tool == null ? Optional.<String>empty() : tool.levelOf(it);
        var said = it.level() != null ? it.level() : ofRule.orElse("warning");
        try {
            return Level.valueOf(said.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new Malformed(0, "has a result of level '%s'".formatted(said));
        }
    }

    @Override
    public Outcome verdict() {
        var found = counts.entrySet().stream()
                .filter(it -> it.getKey() != Level.NONE)
                .sorted(Map.Entry.<Level, Integer>comparingByKey().reversed())
                .map(it -> Findings.many(it.getValue(), it.getKey().name().toLowerCase(Locale.ROOT)))
                .collect(Collectors.joining(", "));
        var summary = "%s%s".formatted(found.isEmpty() ? "nothing found" : found, failing.named());
        return failing.count() > 0 ? new Outcome.Failed(summary) : new Outcome.Passed(summary);
    }

    @Override
    public List<String> findings() {
        return failing.lines();
    }
}
