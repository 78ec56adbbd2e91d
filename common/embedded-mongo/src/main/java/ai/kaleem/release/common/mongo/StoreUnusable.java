package ai.kaleem.release.common.mongo;

import java.nio.file.Path;
import java.util.Locale;

/** The folder of an embedded store, or the file in it, cannot be used. The message names it and says what to do. */
public final class StoreUnusable extends IllegalStateException {

    private static final String ROOM = "Make room there and start again; nothing was changed";
    private static final String BROKEN =
            "Nothing was changed. Put a backup of the file in its place, or move it away to start with an empty store";

    private StoreUnusable(String message, Throwable cause) {
        super(message, cause);
    }

    static StoreUnusable folder(Path folder, Throwable cause) {
        return new StoreUnusable(
                "The embedded MongoDB cannot use %s: %s. Name another folder in kaleem.embedded-mongo.folder, or give a MONGODB_URI"
                        .formatted(folder.toAbsolutePath(), cause.getMessage()),
                cause);
    }

    /** What is in the file is left as it is, for whoever can still read it. */
    static StoreUnusable file(Path file, Throwable cause) {
        var why = deepest(cause);
        return new StoreUnusable(
                "The embedded MongoDB cannot open %s: %s. %s".formatted(file, why, isNoRoom(why) ? ROOM : BROKEN),
                cause);
    }

    static String deepest(Throwable failure) {
        var cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private static boolean isNoRoom(String why) {
        var words = why.toLowerCase(Locale.ROOT);
        return words.contains("no space") || words.contains("too large") || words.contains("quota");
    }
}
