package ai.kaleem.release.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Follows a deployment of a release until its end. Before a person the lines are drawn anew as it goes on; a pipeline's log gets
 * one line for each thing that ended.
 */
public final class Watching {

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Set<String> ENDS =
            Set.of("SUCCEEDED", "REJECTED", "FAILED", "ROLLED_BACK", "ROLLBACK_FAILED", "CANCELLED");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss VV", Locale.ROOT);

    private final Api api;
    private final Terminal terminal;
    private final Set<String> said = new HashSet<>();
    private int drawn;

    public Watching(Api api, Terminal terminal) {
        this.api = api;
        this.terminal = terminal;
    }

    /**
     * @param deployment null for the release's newest
     * @param patience after which it goes on without us
     * @return the release as it ended
     * @throws Failure where it does not end in time
     */
    public JsonNode untilItEnds(String release, @Nullable String deployment, Duration patience) {
        var deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            var seen = api.get("/api/v1/releases/" + Api.part(release));
            var one = deployment(seen, deployment);
            show(seen, one);
            if (ENDS.contains(one.path("state").asString())) {
                return seen;
            }
            if (System.nanoTime() > deadline) {
                throw new Failure(
                        Exit.NO_ANSWER,
                        "No end within %s; it goes on without this: %s/api/v1/releases/%s"
                                .formatted(patience, api.base(), release));
            }
            pause();
        }
    }

    /** The exit code that says how it ended. */
    public static Exit exit(JsonNode release, @Nullable String deployment) {
        return deployment(release, deployment).path("state").asString().equals("SUCCEEDED")
                ? Exit.OK
                : Exit.UNSUCCESSFUL;
    }

    /** @throws Failure where the release has no such deployment */
    public static JsonNode deployment(JsonNode release, @Nullable String id) {
        var all = release.path("deployments");
        return (id == null
                        ? Stream.of(all.path(all.size() - 1))
                        : all.valueStream()
                                .filter(it -> it.path("id").asString().equals(id)))
                .findFirst()
                .orElseThrow(() -> new Failure(Exit.REFUSED, "The release has no deployment " + id));
    }

    private void show(JsonNode release, JsonNode deployment) {
        if (terminal.isLive()) {
            var lines = lines(release, deployment);
            terminal.takeBack(drawn);
            lines.forEach(terminal::say);
            drawn = lines.size();
            return;
        }
        news(release, deployment).filter(said::add).forEach(it -> terminal.say("%s  %s".formatted(now(), it)));
    }

    /** All that a person wants to see, in the order in which it happens. */
    private static List<String> lines(JsonNode release, JsonNode deployment) {
        var lines = new ArrayList<String>();
        lines.add("%s %s -> %s  %s"
                .formatted(
                        release.path("app").asString(),
                        release.path("version").asString(),
                        deployment.path("environment").asString(),
                        deployment.path("state").asString()));
        release.path("gates").forEach(it -> lines.add(gate("before", it)));
        deployment.path("steps").forEach(it -> lines.add(step(it)));
        deployment.path("gates").forEach(it -> lines.add(gate("after", it)));
        sentences(deployment).forEach(it -> lines.add("  " + it));
        return lines;
    }

    /** What has become different, a line each. */
    private static Stream<String> news(JsonNode release, JsonNode deployment) {
        var ended = new ArrayList<String>();
        release.path("gates").forEach(it -> {
            if (!it.path("finishedAt").isNull()) {
                ended.add(gate("before", it).strip());
            }
        });
        deployment.path("steps").forEach(it -> {
            if (!it.path("finishedAt").isNull() && !it.path("finishedAt").isMissingNode()) {
                ended.add(step(it).strip());
            }
        });
        deployment.path("gates").forEach(it -> {
            if (!it.path("finishedAt").isNull()) {
                ended.add(gate("after", it).strip());
            }
        });
        ended.add(deployment.path("state").asString());
        return Stream.concat(ended.stream(), sentences(deployment));
    }

    private static String gate(String when, JsonNode it) {
        var result = it.path("result").asString("");
        var mark = switch (it.path("status").asString("")) {
            case "FINISHED" -> result.equals("PASS") ? "passed" : result.toLowerCase(Locale.ROOT);
            default -> it.path("status").asString("").toLowerCase(Locale.ROOT);
        };
        return "  %-7s %-10s %-18s %s"
                .formatted(
                        when,
                        mark,
                        it.path("name").asString(),
                        it.path("summary").asString(""));
    }

    private static String step(JsonNode it) {
        return "  %-7s %-10s %-18s %s"
                .formatted(
                        "deploy",
                        it.path("state").asString().toLowerCase(Locale.ROOT),
                        it.path("name").asString(),
                        it.path("detail").asString(""));
    }

    private static Stream<String> sentences(JsonNode deployment) {
        return Stream.of("reason", "next")
                .map(it -> deployment.path(it).asString(""))
                .filter(it -> !it.isEmpty());
    }

    private static String now() {
        return TIME.format(Instant.now().atZone(ZoneId.systemDefault()));
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_EVERY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Exit.NO_ANSWER, "Interrupted; it goes on without this");
        }
    }
}
