package ai.kaleem.release.agent.analysis;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a look at a new version came to.
 *
 * @param findings at least one, by service and metric
 */
public record Verdict(List<Finding> findings) {

    /** From the best to the worst. */
    public enum Kind {
        PASSES("passes"),
        INCONCLUSIVE("inconclusive"),
        WORSE("worse than before"),
        OVER_LIMIT("over the limit");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /**
     * @param subject service and metric, {@code api errors}
     * @param numbers what was measured, against what limit, and what could not have been seen
     */
    public record Finding(String subject, Kind kind, String numbers) {

        /** Without what could not have been seen. */
        public String summary() {
            return "%s: %s; %s".formatted(subject, kind, numbers.split(";")[0]);
        }

        @Override
        public String toString() {
            return "%s: %s; %s".formatted(subject, kind, numbers);
        }
    }

    public Verdict {
        findings = List.copyOf(findings);
    }

    /** That of the worst finding. */
    public Kind kind() {
        return worst().kind();
    }

    public Finding worst() {
        return findings.stream().max(Comparator.comparing(Finding::kind)).orElseThrow();
    }

    /** A finding a line. */
    public String report() {
        return findings.stream().map(it -> "  " + it).collect(Collectors.joining("\n"));
    }
}
