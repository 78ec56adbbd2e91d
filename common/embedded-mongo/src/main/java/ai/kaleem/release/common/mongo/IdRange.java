package ai.kaleem.release.common.mongo;

import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The ids a filter can match at most, where it says so with text. Never too narrow: whoever uses it still asks the filter
 * about each document.
 *
 * @param ids the only ids it can match; null where it names none
 * @param from the least, null where there is none
 * @param to the greatest, null where there is none
 */
record IdRange(
        @Nullable Set<String> ids,
        @Nullable String from,
        @Nullable String to) {

    private static final IdRange ALL = new IdRange(null, null, null);

    static IdRange of(Document filter) {
        IdRange range = filter.containsKey("_id") ? ofCondition(filter.get("_id")) : ALL;
        if (filter.get("$and") instanceof List<?> all) {
            for (Object part : all) {
                if (part instanceof Document document) {
                    range = range.and(of(document));
                }
            }
        }
        return range;
    }

    boolean isAll() {
        return equals(ALL);
    }

    private static IdRange ofCondition(@Nullable Object condition) {
        if (condition instanceof String id) {
            return only(Set.of(id));
        }
        IdRange range = ALL;
        if (condition instanceof Document operators) {
            for (Map.Entry<String, Object> operator : operators.entrySet()) {
                range = range.and(ofOperator(operator.getKey(), operator.getValue()));
            }
        }
        return range;
    }

    private static IdRange ofOperator(String operator, @Nullable Object value) {
        if (operator.equals("$in")
                && value instanceof List<?> ids
                && ids.stream().allMatch(String.class::isInstance)) {
            return only(ids.stream().map(String.class::cast).collect(Collectors.toSet()));
        }
        if (!(value instanceof String text)) {
            return ALL;
        }
        return switch (operator) {
            case "$eq" -> only(Set.of(text));
            case "$gt", "$gte" -> new IdRange(null, text, null);
            case "$lt", "$lte" -> new IdRange(null, null, text);
            default -> ALL;
        };
    }

    private static IdRange only(Set<String> ids) {
        return new IdRange(new TreeSet<>(ids), null, null);
    }

    private IdRange and(IdRange other) {
        return new IdRange(
                ids != null ? ids : other.ids,
                from == null || (other.from != null && other.from.compareTo(from) > 0) ? other.from : from,
                to == null || (other.to != null && other.to.compareTo(to) < 0) ? other.to : to);
    }
}
