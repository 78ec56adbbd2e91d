package ai.kaleem.release.api.inbound.plan;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What was read, and where each part of it stands.
 *
 * @param lines by JSON pointer, from 1; of a field the line of its name
 */
record Tree(JsonNode root, Map<String, Integer> lines) {

    /** How deep a plan may be nested; ours need 7. */
    static final int DEPTH = 32;

    /** The line of the place, or of the nearest one around it that was written. */
    int line(String pointer) {
        for (var at = pointer; !at.isEmpty(); at = at.substring(0, at.lastIndexOf('/'))) {
            var line = lines.get(at);
            if (line != null) {
                return line;
            }
        }
        return lines.getOrDefault("", 1);
    }

    boolean has(String pointer) {
        return lines.containsKey(pointer);
    }

    static String below(String pointer, String name) {
        return "%s/%s".formatted(pointer, name.replace("~", "~0").replace("/", "~1"));
    }
}
