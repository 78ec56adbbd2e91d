package ai.kaleem.release.agent.outbound.docker;

import java.util.Map;
import java.util.stream.Collectors;

/** How Docker Compose knows its containers, the same in its first and its second version. */
final class ComposeLabels {

    static final String PROJECT = "com.docker.compose.project";
    static final String SERVICE = "com.docker.compose.service";
    static final String ONE_OFF = "com.docker.compose.oneoff";
    private static final String PREFIX = "com.docker.compose.";

    private ComposeLabels() {}

    static Map<String, String> of(Map<String, String> labels) {
        return labels.entrySet().stream()
                .filter(it -> it.getKey().startsWith(PREFIX))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    static Map<String, String> without(Map<String, String> labels) {
        return labels.entrySet().stream()
                .filter(it -> !it.getKey().startsWith(PREFIX))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
