package ai.kaleem.release.api.plan;

import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 of values, so that two plans have the same one exactly when they say the same. Each value goes in with its name,
 * kind and length, so that no two different values read alike; the order of map entries does not count.
 */
public final class Fingerprint {

    private final MessageDigest digest;

    private Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** Lower-case hex. */
    public static String of(List<? extends @Nullable Object> values) {
        var fingerprint = new Fingerprint();
        fingerprint.feed(values);
        return HexFormat.of().formatHex(fingerprint.digest.digest());
    }

    private void feed(@Nullable Object value) {
        switch (value) {
            case null -> mark("null", 0);
            case Record it -> {
                mark("record", it.getClass().getRecordComponents().length);
                for (var component : it.getClass().getRecordComponents()) {
                    text(component.getName());
                    feed(read(component, it));
                }
            }
            case Map<?, ?> it -> {
                mark("map", it.size());
                var sorted = new TreeMap<String, Object>();
                it.forEach((key, entry) -> sorted.put(String.valueOf(key), entry));
                sorted.forEach((key, entry) -> {
                    text(key);
                    feed(entry);
                });
            }
            case List<?> it -> {
                mark("list", it.size());
                it.forEach(this::feed);
            }
            default -> text(value.toString());
        }
    }

    private void mark(String kind, int size) {
        digest.update("%s %d;".formatted(kind, size).getBytes(StandardCharsets.UTF_8));
    }

    private void text(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        mark("text", bytes.length);
        digest.update(bytes);
    }

    private static @Nullable Object read(RecordComponent component, Record from) {
        try {
            return component.getAccessor().invoke(from);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot read %s".formatted(component), e);
        }
    }
}
