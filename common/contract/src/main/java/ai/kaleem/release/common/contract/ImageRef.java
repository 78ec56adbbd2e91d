package ai.kaleem.release.common.contract;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * An image that cannot change under its name: {@code name@sha256:<64 hex>} from a registry, or {@code sha256:<64 hex>},
 * the image id of one that is only local to a host.
 */
public record ImageRef(@JsonValue String value) {

    private static final Pattern PINNED = Pattern.compile("(.+@)?sha256:[0-9a-f]{64}");

    public ImageRef {
        if (!isPinned(value)) {
            throw new IllegalArgumentException("%s is not pinned to a digest".formatted(value));
        }
    }

    public static boolean isPinned(String reference) {
        return PINNED.matcher(reference).matches();
    }

    /** Whether it comes from a registry, as Docker reads names: the first segment has a dot or a port, or is localhost. */
    public static boolean namesRegistry(String reference) {
        var slash = reference.indexOf('/');
        var first = slash < 0 ? "" : reference.substring(0, slash);
        return first.contains(".") || first.contains(":") || first.equals("localhost");
    }

    /** Whether the image can be found on its host alone: no registry knows an image id. */
    public boolean isLocal() {
        return value.startsWith("sha256:");
    }

    @Override
    public String toString() {
        return value;
    }
}
