package ai.kaleem.release.system.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.system.world.ReleaseApi;
import ai.kaleem.release.system.world.ServiceProcess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** release-api among thousands of messages that nobody can take, and behind thousands that waited for it. Figures are printed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FloodTests {

    private static final String PLAN = """
            app: flooded
            services:
              api: {image: flooded-api, port: 3000, health: {path: /api/health}}
            environments:
              production: {agent: %s, publish: "127.0.0.1:3999"}
            """;

    private static final String FACTS = "release-api.facts.v1";

    private final Wired wired = Wired.prepared();
    private final ServiceProcess service = wired.installation().releaseApi();
    private final ReleaseApi api = wired.installation().client();
    private final String agent = wired.installation().agentName();

    @BeforeAll
    void start() {
        service.start();
        api.putPlan("flooded", PLAN.formatted(agent)).expecting(201);
    }

    @AfterAll
    void close() {
        wired.close();
    }

    @Test
    void malformed() {
        flood(2_000, 400);
    }

    @Test
    @Tag("long")
    void malformedManyMore() {
        flood(20_000, 400);
    }

    /** As fast as they can be sent: what is valid passes by those that came before it, on RabbitMQ 4. */
    @Test
    @Tag("long")
    void malformedAllAtOnce() {
        flood(20_000, 1_000_000);
    }

    /** What the broker just lets through, more of it than fits into the service's memory at once. */
    @Test
    @Tag("long")
    void large() {
        var before = new ParkedList(api).all().size();
        try (var intruder = wired.as("gate-service")) {
            for (int i = 0; i < 60; i++) {
                intruder.publish("release.facts", "gate.progressed", new byte[4 << 20]);
            }
            intruder.confirmed();
        }
        await("all are parked")
                .atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> new ParkedList(api).all().size() == before + 60);
        assertThat(service.isAlive()).isTrue();
        System.out.printf("60 messages of 4 MiB parked; release-api %d MiB%n", service.residentMemory());
    }

    @Test
    @Tag("long")
    void backlog() {
        drains(5_000);
    }

    private void flood(int messages, int aSecond) {
        var before = new ParkedList(api).all().size();
        var began = System.nanoTime();
        var memory = new ArrayList<Long>();
        List<Double> millis;
        double sent;
        try (var intruder = wired.as("gate-service");
                var owner = wired.as("release-api");
                var honest = wired.as(wired.agentUser());
                var probe = new Probe(api, "flooded", agent, honest)) {
            for (int i = 0; i < messages; i++) {
                intruder.publish("release.facts", "gate.progressed", malformed(i));
                LockSupport.parkNanos(began + i * 1_000_000_000L / aSecond - System.nanoTime());
                if (i % (messages / 20) == 0) {
                    memory.add(service.residentMemory());
                }
            }
            intruder.confirmed();
            sent = secondsSince(began);
            await("all are taken")
                    .atMost(Duration.ofMinutes(8))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> {
                        memory.add(service.residentMemory());
                        return owner.waitingIn(FACTS) < 20 && owner.waitingIn("release.parking.v1") == 0;
                    });
            millis = probe.millis();
        }
        await("all are parked")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> new ParkedList(api).all().size() == before + messages);
        var seconds = secondsSince(began);
        var listed = System.nanoTime();
        api.get("/api/v1/parked").expecting(200);
        System.out.printf(
                "%,7d malformed messages sent in %.1f s, parked after %.1f s; %d valid ones among them: p50 %.0f ms, p99 %.0f ms,"
                        + " longest %.0f ms; release-api %s MiB; the list's first page %.0f ms%n",
                messages,
                sent,
                seconds,
                millis.size(),
                at(millis, 0.50),
                at(millis, 0.99),
                millis.getLast(),
                curve(memory),
                secondsSince(listed) * 1e3);
    }

    private void drains(int messages) {
        service.kill();
        var memory = new ArrayList<Long>();
        try (var client = wired.as(wired.agentUser());
                var owner = wired.as("release-api")) {
            IntStream.range(0, messages)
                    .forEach(it -> client.publish("release.facts", "agent.beat." + agent, Client.beat(agent)));
            client.confirmed();
            await("they wait").atMost(Duration.ofSeconds(20)).until(() -> owner.waitingIn(FACTS) == messages);
            service.start();
            var began = System.nanoTime();
            await("they are taken")
                    .atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> {
                        memory.add(service.residentMemory());
                        return owner.waitingIn(FACTS) == 0;
                    });
            System.out.printf(
                    "%,7d valid messages that waited: taken %.1f s after readiness; release-api %s MiB%n",
                    messages, secondsSince(began), curve(memory));
        }
        assertThat(service.isAlive()).isTrue();
        assertThat(new ParkedList(api).all())
                .noneMatch(it -> it.path("routingKey").asString().startsWith("agent.beat"));
    }

    private static double secondsSince(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    private static byte[] malformed(int number) {
        var id = UUID.randomUUID().toString();
        return switch (number % 5) {
            case 0 -> "no json %d".formatted(number).getBytes(StandardCharsets.UTF_8);
            case 1 -> "{\"specversion\": \"1.0\", \"id\": \"%s\"}".formatted(id).getBytes(StandardCharsets.UTF_8);
            case 2 -> Client.event(id, "gate.imagined.v1", "nobody", "{}");
            case 3 -> Client.event(id, "gate.passed.v1", "nobody", "{\"type\": \"gate.passed.v1\"}");
            default ->
                Client.event(
                        id,
                        "gate.passed.v1",
                        "nobody",
                        "\"%s\"".formatted("x".repeat(number % 500 == 4 ? 64_000 : 100)));
        };
    }

    private static double at(List<Double> sorted, double part) {
        return sorted.get((int) Math.ceil(sorted.size() * part) - 1);
    }

    /** At the start, at its quarters and at the end. */
    private static List<Long> curve(List<Long> samples) {
        return IntStream.rangeClosed(0, 4)
                .mapToObj(it -> samples.get((samples.size() - 1) * it / 4))
                .toList();
    }
}
