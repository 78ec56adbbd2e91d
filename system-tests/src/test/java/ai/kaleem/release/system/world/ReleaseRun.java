package ai.kaleem.release.system.world;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** One deployment that was asked for, followed through the API alone. */
public final class ReleaseRun {

    private static final Set<String> ENDS =
            Set.of("SUCCEEDED", "REJECTED", "FAILED", "ROLLED_BACK", "ROLLBACK_FAILED", "CANCELLED");

    private final Installation installation;
    private final Shop shop;
    private final String id;
    private final String deployment;

    ReleaseRun(Installation installation, Shop shop, JsonNode placed) {
        this.installation = installation;
        this.shop = shop;
        this.id = placed.path("id").asString();
        this.deployment = placed.path("deployment").asString();
    }

    public String id() {
        return id;
    }

    public String deploymentId() {
        return deployment;
    }

    public JsonNode release() {
        return installation
                .client()
                .get("/api/v1/releases/" + id)
                .expecting(200)
                .body();
    }

    public JsonNode view() {
        return StreamSupport.stream(release().path("deployments").spliterator(), false)
                .filter(it -> it.path("id").asString().equals(deployment))
                .findFirst()
                .orElseThrow(() -> new AssertionError("release %s has no deployment %s".formatted(id, deployment)));
    }

    public String state() {
        return view().path("state").asString();
    }

    public String reason() {
        return view().path("reason").asString("");
    }

    public String next() {
        return view().path("next").asString("");
    }

    public Instant startedAt() {
        return Instant.parse(view().path("startedAt").asString());
    }

    public Instant finishedAt() {
        return Instant.parse(view().path("finishedAt").asString());
    }

    /** From the request to the end. */
    public long seconds() {
        var requestedAt = Instant.parse(view().path("requestedAt").asString());
        return Duration.between(requestedAt, finishedAt()).toSeconds();
    }

    /** Waits for the end, whatever else is down meanwhile, and compares it; what went otherwise is told whole. */
    public ReleaseRun endsAs(String expected) {
        var patience = System.nanoTime() + Installation.patience().toNanos();
        var state = "";
        while (!ENDS.contains(state)) {
            if (System.nanoTime() > patience) {
                throw new AssertionError("%s never ended: %s".formatted(shop.app(), told()));
            }
            pause();
            state = stateIfKnown();
        }
        installation.note(release().toPrettyString());
        if (!state.equals(expected)) {
            throw new AssertionError("%s should end as %s: %s".formatted(shop.app(), expected, told()));
        }
        return this;
    }

    /** Waits until it is in one of the states. */
    public ReleaseRun reaches(String... states) {
        var wanted = Set.of(states);
        await("release %s of %s reaches %s".formatted(id, shop.app(), wanted))
                .atMost(Installation.patience())
                .pollInterval(Duration.ofMillis(20))
                .failFast("it has ended otherwise", () -> {
                    var state = stateIfKnown();
                    return ENDS.contains(state) && !wanted.contains(state);
                })
                .until(() -> wanted.contains(stateIfKnown()));
        return this;
    }

    /** Waits until a step of the agent has begun; steps are planned, and shown as PENDING, from the start. */
    public ReleaseRun isIn(String step) {
        await("release %s of %s is in %s".formatted(id, shop.app(), step))
                .atMost(Installation.patience())
                .pollInterval(Duration.ofMillis(20))
                .until(() -> StreamSupport.stream(view().path("steps").spliterator(), false)
                        .filter(it -> it.path("name").asString().equals(step))
                        .anyMatch(it -> !it.path("state").asString().equals("PENDING")));
        return this;
    }

    /** The types of its events, oldest first. */
    public List<String> events() {
        var answer = installation
                .client()
                .get("/api/v1/releases/%s/events".formatted(id))
                .expecting(200);
        return StreamSupport.stream(answer.body().path("items").spliterator(), false)
                .map(it -> it.path("event").path("type").asString())
                .toList();
    }

    /** Its events after a number as a reader of the stream gets them, each as its number and type, until it has settled. */
    public List<String> stream(long after) {
        var path = "/api/v1/releases/%s/events".formatted(id);
        var headers = Map.of("Accept", "text/event-stream", "Last-Event-ID", String.valueOf(after));
        var answer = installation.client().send("GET", path, null, "", headers).expecting(200);
        var events = new ArrayList<String>();
        var number = "";
        for (var line : answer.response().body().lines().toList()) {
            if (line.startsWith("id: ")) {
                number = line.substring(4);
            } else if (line.startsWith("event: ")) {
                events.add(number + " " + line.substring(7));
            }
        }
        return events;
    }

    /** All there is to say when it went otherwise than it should. */
    public String told() {
        try {
            return "%s%nevents %s%nlogs in %s"
                    .formatted(
                            release().toPrettyString(),
                            events(),
                            installation.folder().resolve("log"));
        } catch (RuntimeException e) {
            return "%s; logs in %s".formatted(e, installation.folder().resolve("log"));
        }
    }

    // release-api itself may be down in between.
    private String stateIfKnown() {
        try {
            return state();
        } catch (RuntimeException e) {
            return "";
        }
    }

    private static void pause() {
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
}
