package ai.kaleem.release.common.contract;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.Arrays;
import java.util.stream.Stream;

/** Reads wire names off the records, and finds every record below a sealed type. */
public final class WireName {

    private WireName() {}

    public static String of(Class<?> type) {
        var name = type.getAnnotation(JsonTypeName.class);
        if (name == null) {
            throw new IllegalArgumentException("%s has no wire name (@JsonTypeName)".formatted(type.getName()));
        }
        return name.value();
    }

    /** Every record below the sealed type, at any depth. */
    public static Stream<Class<?>> recordsBelow(Class<?> sealed) {
        return sealed.isSealed()
                ? Arrays.stream(sealed.getPermittedSubclasses()).flatMap(WireName::recordsBelow)
                : Stream.of(sealed);
    }
}
