package ai.kaleem.release.gate.outbound.probe;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Values that are wanted at places of a JSON answer. */
final class JsonValues {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int LONGEST_SHOWN = 100;

    private final Map<String, JsonNode> wanted = new TreeMap<>();

    /** @param wanted strings, numbers and booleans by <a href="https://www.rfc-editor.org/rfc/rfc6901">JSON Pointer</a> */
    JsonValues(Map<String, Object> wanted) {
        wanted.forEach((pointer, value) -> {
            try {
                JsonPointer.compile(pointer);
            } catch (IllegalArgumentException e) {
                throw new PlanFault("the plan's '%s' is no JSON Pointer; write for example /status".formatted(pointer));
            }
            this.wanted.put(pointer, MAPPER.valueToTree(value));
        });
    }

    /** Why the text is not as wanted; null where it is. */
    @Nullable String fault(String text) {
        if (wanted.isEmpty()) {
            return null;
        }
        JsonNode tree;
        try {
            tree = MAPPER.readTree(text);
        } catch (JacksonException e) {
            return "the answer is no JSON";
        }
        return wanted.entrySet().stream()
                .map(it -> fault(it.getKey(), it.getValue(), tree.at(it.getKey())))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String fault(String pointer, JsonNode wanted, JsonNode found) {
        if (found.isMissingNode()) {
            return "the answer has no %s".formatted(pointer);
        }
        return same(wanted, found) ? null : "%s is %s, not %s".formatted(pointer, shown(found), wanted);
    }

    /** 1 and 1.0 are one number. */
    private static boolean same(JsonNode wanted, JsonNode found) {
        return wanted.isNumber() && found.isNumber()
                ? wanted.decimalValue().compareTo(found.decimalValue()) == 0
                : wanted.equals(found);
    }

    private static String shown(JsonNode found) {
        var text = found.toString();
        return text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "..." : text;
    }
}
