package ai.kaleem.release.gate.outbound.report;

import ai.kaleem.release.gate.gate.Outcome;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/** ESLint's {@code --format json}: a list of files, read one by one, as each may have its source with it. */
final class EslintReader implements ReportReader {

    private static final int ERROR = 2;

    private final Path checkout;
    private final Findings errors = new Findings();
    private final Findings warnings = new Findings();
    private int files;

    /** @param checkout in which ESLint names its files by their whole path */
    EslintReader(Path checkout) {
        this.checkout = checkout;
    }

    private record File(@Nullable String filePath, @Nullable List<Message> messages) {}

    private record Message(
            @Nullable String ruleId, int severity, @Nullable String message, int line) {}

    @Override
    public void read(InputStream file) throws Malformed {
        try (var json = Json.MAPPER.createParser(file)) {
            json.nextToken();
            Json.eachElement(json, () -> add(Json.value(json, File.class), json));
        } catch (JacksonException e) {
            throw Json.malformed(e);
        }
    }

    private void add(File file, JsonParser json) throws Malformed {
        if (file.filePath() == null || file.messages() == null) {
            throw new Malformed(Json.line(json), "has a file without filePath or messages");
        }
        files++;
        var name = Shown.in(checkout, file.filePath());
        for (var it : file.messages()) {
            var rule = it.ruleId() == null ? "cannot be parsed" : it.ruleId();
            var place = "%s:%d".formatted(name, it.line());
            (it.severity() == ERROR ? errors : warnings)
                    .add("%s %s".formatted(place, rule), "%s %s: %s".formatted(place, rule, it.message()));
        }
    }

    @Override
    public Outcome verdict() {
        var summary = "%s, %s in %s%s"
                .formatted(
                        Findings.many(errors.count(), "error"),
                        Findings.many(warnings.count(), "warning"),
                        Findings.many(files, "file"),
                        errors.named());
        return errors.count() > 0 ? new Outcome.Failed(summary) : new Outcome.Passed(summary);
    }

    @Override
    public List<String> findings() {
        return Stream.concat(errors.lines().stream(), warnings.lines().stream()).toList();
    }
}
