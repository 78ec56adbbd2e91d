package ai.kaleem.release.system.chaos;

import ai.kaleem.release.system.chaos.Schedule.Ask;
import ai.kaleem.release.system.chaos.Schedule.Manner;
import ai.kaleem.release.system.chaos.oracle.Ledger;
import ai.kaleem.release.system.world.Installation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The team's script: it asks under a key until it is answered, and notes both. */
final class Client {

    private static final Set<String> ENDS =
            Set.of("SUCCEEDED", "REJECTED", "FAILED", "ROLLED_BACK", "ROLLBACK_FAILED", "CANCELLED");
    private static final Duration RETRY = Duration.ofMillis(300);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Installation installation;
    private final Ledger ledger;

    /** What was promised; empty where it was refused. */
    record Promised(String release, String deployment) {

        static final Promised NOTHING = new Promised("", "");
    }

    Client(Installation installation, Ledger ledger) {
        this.installation = installation;
        this.ledger = ledger;
    }

    Promised ask(Ask ask, ChaosShop shop) {
        var version = "2.0.%d".formatted(ask.number());
        var environment = "/api/v1/apps/%s/environments/production".formatted(shop.app());
        var body = new HashMap<String, Object>();
        var path = "/api/v1/releases";
        var backup = Optional.<JsonNode>empty();
        switch (ask.kind()) {
            case TAKEN_BACK -> {
                path = environment + "/rollback";
                body.putAll(Map.of("data", "keep", "reason", "customers complain"));
            }
            case RESTORED -> {
                path = environment + "/restores";
                backup = newestBackup(environment);
                body.put("backup", backup.map(it -> it.path("id").asString()).orElse("none is known"));
                body.put("reason", "orders were deleted");
            }
            default -> {
                body.putAll(Map.of("app", shop.app(), "environment", "production", "version", version));
                body.put("ref", "v" + ask.madeOf());
                body.put("images", Map.of("api", shop.image(version, ask.madeOf())));
            }
        }
        var key = "chaos-%d".formatted(ask.number());
        ledger.append(
                "client",
                "asked",
                Map.of(
                        "key", key,
                        "app", shop.app(),
                        "version", version,
                        "kind", ask.kind(),
                        "manner", ask.manner(),
                        "ends", ask.kind().ends(),
                        "mayBeRefused", ask.kind().mayBeRefused(),
                        "restores",
                                backup.map(it -> it.path("takenAt").asString()).orElse("")));
        return send(ask, path, key, body);
    }

    /** The newest that was taken for a release; empty where the agent has told of none yet. */
    private Optional<JsonNode> newestBackup(String environment) {
        while (true) {
            try {
                var answer = installation.client().get(environment + "/backups");
                if (answer.status() < 500) {
                    return StreamSupport.stream(answer.body().path("items").spliterator(), false)
                            .filter(it -> it.path("kind").asString().equals("BEFORE_RELEASE"))
                            .findFirst();
                }
            } catch (RuntimeException e) {
                // Again.
            }
            LockSupport.parkNanos(RETRY.toNanos());
        }
    }

    private Promised send(Ask ask, String path, String key, Map<String, ?> body) {
        // What waits for a free turn may be refused and, a moment later, be taken: whoever asks twice at once gets
        // both.
        return switch (ask.kind() == Kind.RESTORED ? Manner.ONCE : ask.manner()) {
            case ONCE -> untilAnswered(path, key, body);
            case DOUBLED -> {
                var other = CompletableFuture.supplyAsync(() -> untilAnswered(path, key, body));
                var promised = untilAnswered(path, key, body);
                other.join();
                yield promised;
            }
            case ANSWER_LOST -> {
                withoutListening(path, key, body);
                yield untilAnswered(path, key, body);
            }
        };
    }

    private Promised untilAnswered(String path, String key, Map<String, ?> body) {
        while (true) {
            try {
                var answer = installation.client().post(path, body, Map.of("Idempotency-Key", key));
                if (answer.status() < 500) {
                    var promised = new Promised(
                            answer.body().path("id").asString(""),
                            answer.body().path("deployment").asString(""));
                    ledger.append(
                            "client",
                            "answered",
                            Map.of(
                                    "key", key,
                                    "status", answer.status(),
                                    "release", promised.release(),
                                    "deployment", promised.deployment(),
                                    "body", answer.response().body()));
                    return answer.status() == 202 ? promised : Promised.NOTHING;
                }
            } catch (RuntimeException e) {
                // Nobody knows whether it arrived: the same again, under the same key.
            }
            LockSupport.parkNanos(RETRY.toNanos());
        }
    }

    private void withoutListening(String path, String key, Map<String, ?> body) {
        var json = JsonMapper.builder().build().writeValueAsBytes(body);
        var head = """
                POST %s HTTP/1.1\r
                Host: 127.0.0.1\r
                Authorization: Bearer %s\r
                Content-Type: application/json\r
                Idempotency-Key: %s\r
                Content-Length: %d\r
                \r
                """.formatted(path, installation.secret("token"), key, json.length);
        try (var socket = new Socket(
                InetAddress.getLoopbackAddress(), installation.releaseApi().port())) {
            var out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            out.write(json);
            out.flush();
        } catch (IOException e) {
            // Then it did not even arrive.
        }
    }

    void cancel(Promised promised) {
        while (true) {
            try {
                var answer = installation
                        .client()
                        .post(
                                "/api/v1/releases/%s/cancellation".formatted(promised.release()),
                                Map.of("reason", "not today"));
                if (answer.status() < 500) {
                    ledger.append(
                            "client",
                            "cancel-answered",
                            Map.of("deployment", promised.deployment(), "status", answer.status()));
                    return;
                }
            } catch (RuntimeException e) {
                // Again.
            }
            LockSupport.parkNanos(RETRY.toNanos());
        }
    }

    /** Whether it has ended before the time is over. */
    boolean awaitEnd(Promised promised, Duration patience) {
        var until = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < until) {
            if (ENDS.contains(state(promised))) {
                return true;
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        return false;
    }

    private String state(Promised promised) {
        try {
            var release = installation.client().get("/api/v1/releases/" + promised.release());
            return StreamSupport.stream(release.body().path("deployments").spliterator(), false)
                    .filter(it -> it.path("id").asString().equals(promised.deployment()))
                    .map(it -> it.path("state").asString())
                    .findFirst()
                    .orElse("");
        } catch (RuntimeException e) {
            return "";
        }
    }
}
