package ai.kaleem.release.system.chaos.oracle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The edges that are documented. */
record StateTable(Set<String> edges) {

    private static final Pattern EDGE = Pattern.compile("^\\s*(\\w+) --> (\\w+):", Pattern.MULTILINE);

    static StateTable in(Path page) {
        try {
            var edges = EDGE.matcher(Files.readString(page))
                    .results()
                    .map(it -> it.group(1) + " " + it.group(2))
                    .collect(Collectors.toSet());
            if (edges.isEmpty()) {
                throw new IllegalStateException("No edge is drawn in " + page);
            }
            return new StateTable(edges);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean leads(String from, String to) {
        return from.equals(to) || edges.contains(from + " " + to);
    }
}
