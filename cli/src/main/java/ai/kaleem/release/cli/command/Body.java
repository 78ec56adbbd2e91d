package ai.kaleem.release.cli.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is sent, without what nobody said. */
final class Body {

    private final Map<String, Object> fields = new LinkedHashMap<>();

    static Body of(String name, @Nullable Object value) {
        return new Body().and(name, value);
    }

    Body and(String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value);
        }
        return this;
    }

    Map<String, Object> fields() {
        return fields;
    }
}
