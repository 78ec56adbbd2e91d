package ai.kaleem.release.system.broker;

import ai.kaleem.release.system.world.ReleaseApi;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.LockSupport;

/**
 * An agent that says something else every tenth of a second, whether or not it was heard before, and somebody who looks at
 * the API until it shows there.
 */
final class Probe implements AutoCloseable {

    private static final Duration EVERY = Duration.ofMillis(100);
    private static final Duration LOOK = Duration.ofMillis(5);

    private final ReleaseApi api;
    private final String app;
    private final String agent;
    private final Client client;
    private final ConcurrentSkipListMap<Integer, Long> underWay = new ConcurrentSkipListMap<>();
    private final List<Double> millis = Collections.synchronizedList(new ArrayList<>());
    private final Thread sender;
    private final Thread looker;
    private volatile boolean sending = true;

    Probe(ReleaseApi api, String app, String agent, Client client) {
        this.api = api;
        this.app = app;
        this.agent = agent;
        this.client = client;
        this.looker = Thread.ofVirtual().start(this::look);
        this.sender = Thread.ofVirtual().start(this::send);
    }

    private void send() {
        var next = System.nanoTime();
        for (int number = 1; sending; number++) {
            underWay.put(number, System.nanoTime());
            client.tell("agent.beat." + agent, beat(number));
            next += EVERY.toNanos();
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    private byte[] beat(int number) {
        var running = """
                {"app": "%s", "environment": "production", "releaseId": "01JD7Q4S0000000000000000R1", "version": "1.0.%d", "healthy": true}
                """.formatted(app, number);
        var data = """
                {"type": "agent.beat.v1", "agent": "%s", "at": "%s", "version": "0.1.0", "running": [%s]}
                """.formatted(agent, Instant.now(), running);
        return Client.event(UUID.randomUUID().toString(), "agent.beat.v1", agent, data);
    }

    private void look() {
        while (sending || !underWay.isEmpty()) {
            var reported = api.get("/api/v1/apps/%s/environments/production".formatted(app))
                    .body()
                    .path("reported")
                    .asString("");
            if (!reported.isEmpty()) {
                var heard = Integer.parseInt(reported.substring(reported.lastIndexOf('.') + 1));
                var now = System.nanoTime();
                var known = underWay.headMap(heard, true);
                known.values().forEach(it -> millis.add((now - it) / 1e6));
                known.clear();
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    /** What each took, sorted; ends it. Waits for the last one to be heard. */
    List<Double> millis() {
        sending = false;
        try {
            if (!sender.join(Duration.ofSeconds(10)) || !looker.join(Duration.ofMinutes(5))) {
                throw new AssertionError("Never heard: " + underWay.keySet());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        var sorted = new ArrayList<>(millis);
        Collections.sort(sorted);
        return sorted;
    }

    @Override
    public void close() {
        sending = false;
        underWay.clear();
    }
}
