package ai.kaleem.release.gate.outbound.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** As much of SARIF as a verdict needs. */
final class Sarif {

    private Sarif() {}

    record Tool(@Nullable Driver driver) {

        /** The level that a result has which does not say its own. */
        Optional<String> levelOf(Result it) {
            var rules = driver == null ? null : driver.rules();
            if (rules == null) {
                return Optional.empty();
            }
            var index = it.ruleIndex();
            var rule = index != null && index >= 0 && index < rules.size()
                    ? Optional.of(rules.get(index))
                    : rules.stream()
                            .filter(one -> one.id() != null && one.id().equals(it.ruleId()))
                            .findFirst();
            return rule.map(Rule::defaultConfiguration).map(Defaults::level);
        }
    }

    record Driver(@Nullable List<Rule> rules) {}

    record Rule(@Nullable String id, @Nullable Defaults defaultConfiguration) {}

    record Defaults(@Nullable String level) {}

    record Result(
            @Nullable String ruleId,
            @Nullable Integer ruleIndex,
            @Nullable String level,
            @Nullable String kind,
            @Nullable String baselineState,
            @Nullable Message message,
            @Nullable List<Location> locations,
            @Nullable List<Suppression> suppressions) {

        /** Whether it is a fault that is there and that nobody has accepted. */
        boolean counts() {
            var isSuppressed = suppressions != null
                    && suppressions.stream()
                            .anyMatch(
                                    one -> one.status() == null || one.status().equals("accepted"));
            return !isSuppressed && !"absent".equals(baselineState) && (kind == null || kind.equals("fail"));
        }

        /** {@code file:line}, or the file alone. */
        Optional<String> place(Path checkout) {
            var first = locations == null || locations.isEmpty()
                    ? null
                    : locations.getFirst().physicalLocation();
            var artifact = first == null ? null : first.artifactLocation();
            var uri = artifact == null ? null : artifact.uri();
            if (first == null || uri == null) {
                return Optional.empty();
            }
            var region = first.region();
            var line = region == null ? null : region.startLine();
            var file = Shown.in(checkout, uri);
            return Optional.of(line == null ? file : "%s:%d".formatted(file, line));
        }
    }

    record Message(@Nullable String text) {}

    record Suppression(@Nullable String status) {}

    record Location(@Nullable Physical physicalLocation) {}

    record Physical(
            @Nullable Artifact artifactLocation, @Nullable Region region) {}

    record Artifact(@Nullable String uri) {}

    record Region(@Nullable Integer startLine) {}
}
