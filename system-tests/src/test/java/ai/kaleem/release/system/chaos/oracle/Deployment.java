package ai.kaleem.release.system.chaos.oracle;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** A deployment as the API shows it when all is over. */
final class Deployment {

    private static final Set<String> ENDS =
            Set.of("SUCCEEDED", "REJECTED", "FAILED", "ROLLED_BACK", "ROLLBACK_FAILED", "CANCELLED");

    private final Entry entry;
    private final JsonNode view;

    Deployment(Entry entry) {
        this.entry = entry;
        this.view = entry.at("view");
    }

    String id() {
        return view.path("id").asString();
    }

    String release() {
        return entry.text("release");
    }

    String app() {
        return entry.text("app");
    }

    String version() {
        return entry.text("version");
    }

    String environment() {
        return view.path("environment").asString();
    }

    String state() {
        return view.path("state").asString();
    }

    String reason() {
        return view.path("reason").asString("");
    }

    boolean hasEnded() {
        return ENDS.contains(state());
    }

    boolean isRollback() {
        return view.path("kind").asString("").equals("ROLLBACK");
    }

    /** Of the version that runs: it answers customers before and after. */
    boolean isRestore() {
        return view.path("kind").asString("").equals("RESTORE");
    }

    long epoch() {
        return view.path("epoch").asLong();
    }

    long requestedAt() {
        return millis(view.path("requestedAt")).orElse(0L);
    }

    /** Far away where it has not ended. */
    long finishedAt() {
        return millis(view.path("finishedAt")).orElse(Long.MAX_VALUE);
    }

    List<JsonNode> backups() {
        return list("backups");
    }

    Optional<JsonNode> step(String name) {
        return list("steps").stream()
                .filter(it -> it.path("name").asString().equals(name))
                .findFirst();
    }

    /** Its gates, those before the switch too. */
    List<JsonNode> gates() {
        return StreamSupport.stream(entry.at("gates").spliterator(), false).toList();
    }

    static Optional<Long> millis(JsonNode instant) {
        return instant.isString()
                ? Optional.of(Instant.parse(instant.asString()).toEpochMilli())
                : Optional.empty();
    }

    private List<JsonNode> list(String name) {
        return StreamSupport.stream(view.path(name).spliterator(), false).toList();
    }

    /** {@code shop 2.0.7 (01J..., ROLLED_BACK: health failed)}. */
    @Override
    public String toString() {
        return "%s %s (%s, %s%s: %s)"
                .formatted(app(), version(), id(), isRollback() ? "rollback, " : "", state(), reason());
    }
}
