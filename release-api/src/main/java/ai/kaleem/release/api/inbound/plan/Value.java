package ai.kaleem.release.api.inbound.plan;

import ai.kaleem.release.api.inbound.plan.PlanBinder.Field;
import ai.kaleem.release.api.plan.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * A part of a tree that fits the schema, or one that is missing.
 *
 * @param path dotted, for faults
 * @param faults where a value that fits the schema and is still of no use is told
 */
record Value(JsonNode node, String path, List<Fault> faults) {

    private static final Pattern DURATION_PART = Pattern.compile("(\\d+)(ms|s|m|h)");
    private static final Duration LONGEST = Duration.ofDays(365);

    boolean isThere() {
        return !node.isMissingNode();
    }

    boolean has(String name) {
        return node.has(name);
    }

    Value field(String name) {
        var below = node.get(name);
        return new Value(
                below == null ? MissingNode.getInstance() : below, path.isEmpty() ? name : path + "." + name, faults);
    }

    Collection<String> names() {
        return node.propertyNames();
    }

    List<Field> fields() {
        return names().stream().map(name -> new Field(name, field(name))).toList();
    }

    List<Value> items() {
        var items = new ArrayList<Value>();
        node.values().forEach(it -> items.add(new Value(it, "%s[%d]".formatted(path, items.size()), faults)));
        return items;
    }

    String string() {
        return node.stringValue();
    }

    String string(String otherwise) {
        return isThere() ? string() : otherwise;
    }

    @Nullable String stringOrNull() {
        return isThere() ? string() : null;
    }

    List<String> strings() {
        return node.valueStream().map(JsonNode::stringValue).toList();
    }

    Map<String, String> variables() {
        var variables = new TreeMap<String, String>();
        node.properties().forEach(it -> variables.put(it.getKey(), it.getValue().stringValue()));
        return variables;
    }

    int integer(int otherwise) {
        return isThere() ? (int) node.asDouble() : otherwise;
    }

    @Nullable Integer integerOrNull() {
        return isThere() ? integer(0) : null;
    }

    double decimal(double otherwise) {
        return isThere() ? node.asDouble() : otherwise;
    }

    /** {@code 5%} is 0.05. */
    double share(double otherwise) {
        return isThere() ? Double.parseDouble(string().replace("%", "")) / 100 : otherwise;
    }

    boolean truth(boolean otherwise) {
        return isThere() ? node.booleanValue() : otherwise;
    }

    @Nullable Double decimalOrNull() {
        return isThere() ? node.asDouble() : null;
    }

    /** In bytes. */
    @Nullable Long sizeOrNull() {
        if (!isThere()) {
            return null;
        }
        var size = string().toLowerCase(Locale.ROOT);
        var number = Long.parseLong(size.substring(0, size.length() - 1));
        return switch (size.charAt(size.length() - 1)) {
            case 'k' -> number << 10;
            case 'm' -> number << 20;
            case 'g' -> number << 30;
            default -> number;
        };
    }

    Duration positive(Duration otherwise) {
        var duration = duration(otherwise);
        if (duration.isZero()) {
            faults.add(new Fault(path, "is no time at all", "write a duration above zero, for example 10s"));
        }
        return duration;
    }

    Duration duration(Duration otherwise) {
        if (!isThere()) {
            return otherwise;
        }
        var sum = Duration.ZERO;
        var part = DURATION_PART.matcher(string());
        while (part.find()) {
            var number = Long.parseLong(part.group(1));
            sum = sum.plus(
                    switch (part.group(2)) {
                        case "ms" -> Duration.ofMillis(number);
                        case "s" -> Duration.ofSeconds(number);
                        case "m" -> Duration.ofMinutes(number);
                        default -> Duration.ofHours(number);
                    });
        }
        if (sum.compareTo(LONGEST) > 0) {
            faults.add(new Fault(path, "is longer than a year", "write a shorter duration"));
        }
        return sum;
    }
}
