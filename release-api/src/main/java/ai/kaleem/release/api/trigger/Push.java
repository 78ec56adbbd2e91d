package ai.kaleem.release.api.trigger;

import java.time.Instant;

/**
 * Somebody pushed to the repository of an app.
 *
 * @param id by which a push that is told twice is known: the sender's own
 * @param via who told us: {@code github}, {@code gitlab} or {@code poll}
 * @param ref {@code refs/heads/main} or {@code refs/tags/v1.4.0}
 * @param by who pushed, as the sender knows them
 */
public record Push(String id, String via, String app, String ref, String by, Instant at) {

    private static final String HEADS = "refs/heads/";
    private static final String TAGS = "refs/tags/";

    boolean isOfBranch() {
        return ref.startsWith(HEADS);
    }

    boolean isOfTag() {
        return ref.startsWith(TAGS);
    }

    /** Without {@code refs/heads/} or {@code refs/tags/}. */
    String name() {
        return ref.replaceFirst("^refs/(heads|tags)/", "");
    }

    static String branch(String name) {
        return HEADS + name;
    }
}
