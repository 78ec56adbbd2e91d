package ai.kaleem.release.system.chaos;

import ai.kaleem.release.system.chaos.oracle.Ledger;
import ai.kaleem.release.system.world.Installation;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/**
 * Somebody at the console while all goes on: reads what is under way, its story as it is written and the gates' logs, and
 * deals with messages that nobody can take, one after the other. Each of those has to turn up, to come back when it is
 * replayed, and to be gone when it is discarded.
 */
final class Operator implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(300);
    private static final Duration WITHIN = Duration.ofMinutes(5);

    private final Installation installation;
    private final Ledger ledger;
    private final ConnectionFactory broker = new ConnectionFactory();
    private final Thread thread;
    private volatile boolean open = true;

    Operator(Installation installation, Ledger ledger) {
        this.installation = installation;
        this.ledger = ledger;
        broker.setHost("127.0.0.1");
        broker.setPort(installation.broker().port());
        broker.setUsername("gate-service");
        broker.setPassword(installation.secret("rabbitmq.gate-service"));
        broker.setAutomaticRecoveryEnabled(false);
        broker.setConnectionTimeout(5000);
        thread = Thread.ofPlatform().daemon().name("operator").start(this::work);
    }

    private void work() {
        for (var number = 1; open; number++) {
            try {
                look();
                deal("operator-%d".formatted(number));
            } catch (RuntimeException e) {
                ledger.append("shown", "error", Map.of("service", "the operator", "line", e.toString()));
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private void look() {
        for (var release : answered("GET", "/api/v1/releases?limit=2", "").path("items")) {
            var path = "/api/v1/releases/" + release.path("id").asString();
            once(path + "/events", "text/event-stream");
            for (var gate : answered("GET", path, "").path("gates")) {
                once(path + "/gates/%s/log".formatted(gate.path("name").asString()), "text/plain");
            }
        }
    }

    /** As a page does that shows something while it is written: where its teller dies, it has seen a part. */
    private void once(String path, String accept) {
        try {
            installation.client().send("GET", path, null, "", Map.of("Accept", accept));
        } catch (RuntimeException e) {
            // It is read again in the next round.
        }
    }

    private void deal(String message) {
        if (!sent(message)) {
            return;
        }
        var path = "/api/v1/parked/" + parked(message, "PARKED").path("id").asString();
        answered("GET", path, "");
        answered("POST", path + "/replay", "{}");
        parked(message, "PARKED");
        answered("POST", path + "/discard", "{\"reason\": \"nonsense\"}");
        parked(message, "DISCARDED");
    }

    /** False where it is not known whether the broker has it. */
    private boolean sent(String message) {
        try (var connection = broker.newConnection();
                var channel = connection.createChannel()) {
            channel.confirmSelect();
            var properties = new BasicProperties.Builder()
                    .messageId(message)
                    .deliveryMode(2)
                    .build();
            channel.basicPublish(
                    "release.facts", "gate.progressed", properties, "nonsense".getBytes(StandardCharsets.US_ASCII));
            return channel.waitForConfirms(10_000);
        } catch (IOException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The message, when it stands there like that. */
    private JsonNode parked(String message, String state) {
        var until = System.nanoTime() + WITHIN.toNanos();
        while (System.nanoTime() < until) {
            for (var item : answered("GET", "/api/v1/parked?state=" + state, "").path("items")) {
                if (item.path("messageId").asString().equals(message)) {
                    return item;
                }
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        throw new IllegalStateException("%s is not %s after %s".formatted(message, state, WITHIN));
    }

    /** Asks until it is answered: whoever is asked is stopped again and again. */
    private JsonNode answered(String method, String path, String body) {
        var until = System.nanoTime() + WITHIN.toNanos();
        while (System.nanoTime() < until) {
            try {
                var sent = body.isEmpty() ? null : body;
                var answer = installation.client().send(method, path, sent, "application/json", Map.of());
                if (answer.status() < 500) {
                    return answer.body();
                }
            } catch (RuntimeException e) {
                // Nobody knows whether it arrived: again.
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        throw new IllegalStateException("%s %s is not answered after %s".formatted(method, path, WITHIN));
    }

    @Override
    public void close() {
        open = false;
        try {
            thread.join(WITHIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
