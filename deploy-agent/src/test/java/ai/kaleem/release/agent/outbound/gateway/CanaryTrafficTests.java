package ai.kaleem.release.agent.outbound.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.agent.analysis.Answers;
import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.agent.deploy.Traffic;
import ai.kaleem.release.common.contract.Canary.Match;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Some of the traffic of a real gateway goes to a canary. */
class CanaryTrafficTests {

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    RoutedService service;

    @BeforeEach
    void open() {
        service = new RoutedService(folder);
        service.gateway.ensure(service.route);
    }

    @AfterEach
    void close() throws IOException {
        service.close();
    }

    @Test
    void givesTheCanaryItsShareAndLosesNothing() {
        service.gateway.shift(service.route, service.docker.runs("old"));
        var next = service.docker.runs("new");
        var load = Load.of(service.uri("/"), 300);
        try (load) {
            await().atMost(SOON).until(() -> load.answeredBy("old") > 100);
            assertThat(load.answeredBy("new")).isZero();
            service.gateway.split(service.route, next, 20);
            var from = load.answeredBy("old");
            await().atMost(SOON).until(() -> load.answeredBy("old") > from + 800);
            assertThat((double) load.answeredBy("new") / (load.answeredBy("old") - from))
                    .isCloseTo(0.25, within(0.1));
            service.gateway.split(service.route, next, 90);
            service.gateway.shift(service.route, next);
            var all = load.answeredBy("old");
            await().atMost(SOON).until(() -> load.answeredBy("new") > 1000);
            assertThat(load.answeredBy("old")).isCloseTo(all, within(5));
        }
        assertThat(load.lost()).isEmpty();
    }

    @Test
    void leavesAVisitorWhereHeIsUntilTheShareRisesPastHim() throws Exception {
        service.gateway.shift(service.route, service.docker.runs("old"));
        var next = service.docker.runs("new");
        service.gateway.split(service.route, next, 30);
        var visitors = new HashMap<String, String>();
        while (visitors.size() < 12 || new HashSet<>(visitors.values()).size() < 2) {
            var first = service.get("/");
            visitors.put(first.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", ""), first.body());
        }
        for (var visitor : visitors.entrySet()) {
            var again = service.get("/", "Cookie", visitor.getKey());
            assertThat(again.body()).isEqualTo(visitor.getValue());
            assertThat(again.headers().firstValue("Set-Cookie")).isEmpty();
        }
        service.gateway.split(service.route, next, 60);
        for (var visitor : visitors.entrySet()) {
            var number = Integer.parseInt(visitor.getKey().replaceFirst(".*[.]", ""));
            assertThat(service.get("/", "Cookie", visitor.getKey()).body())
                    .as(visitor.toString())
                    .isEqualTo(number < 60 ? "new" : "old");
        }
        service.gateway.shift(service.route, next);
        for (var visitor : visitors.keySet()) {
            var after = service.get("/", "Cookie", visitor);
            assertThat(after.body()).isEqualTo("new");
            assertThat(after.headers().firstValue("Set-Cookie")).isEmpty();
        }
    }

    @Test
    void givesTestersTheCanaryAndNobodyElse() throws Exception {
        service.gateway.shift(service.route, service.docker.runs("old"));
        var next = service.docker.runs("new");
        service.gateway.split(service.route, next, 0, new Match("X-Canary", null, "yes"));
        assertThat(service.get("/", "x-canary", "yes").body()).isEqualTo("new");
        assertThat(service.get("/", "X-Canary", "yes-no").body()).isEqualTo("old");
        assertThat(service.get("/", "Cookie", "X-Canary=yes").body()).isEqualTo("old");
        ask("/", 20);
        var other = service.get("/");
        assertThat(other.body()).isEqualTo("old");
        assertThat(other.headers().firstValue("Set-Cookie")).isEmpty();

        service.gateway.split(service.route, next, 0, new Match(null, "tester", "a.b-1"));
        assertThat(service.get("/", "Cookie", "theme=dark; tester=a.b-1").body())
                .isEqualTo("new");
        assertThat(service.get("/", "X-Canary", "yes").body()).isEqualTo("old");
        service.killHaproxy();
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> service.get("/", "Cookie", "tester=a.b-1").body().equals("new"));
        assertThat(service.answer()).isEqualTo("old");

        service.gateway.split(service.route, next, 1, new Match(null, "tester", "a.b-1"));
        assertThat(service.get("/", "Cookie", "tester=a.b-1").body()).isEqualTo("new");
        assertThat(service.get("/").headers().firstValue("Set-Cookie")).isPresent();
        service.gateway.clear(service.route);
        assertThat(service.get("/", "Cookie", "tester=a.b-1").statusCode()).isEqualTo(503);
        service.gateway.shift(service.route, next);
        assertThat(service.get("/").body()).isEqualTo("new");
    }

    @Test
    void saysHowAGatewayLearnsOfTestersThatWasStartedBeforeTheyWereKnown() throws Exception {
        service.gateway.shift(service.route, service.docker.runs("old"));
        var next = service.docker.runs("new");
        service.forgets("knows");
        var testers = new Match(null, "tester", "1");
        assertThatThrownBy(() -> service.gateway.split(service.route, next, 0, testers))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("docker kill -s USR2 " + service.route.gateway());
        service.gateway.split(service.route, next, 10);
        assertThat(service.answer()).isIn("old", "new");
        service.killHaproxy();
        await().atMost(SOON).until(() -> !service.answer().startsWith("java"));
        service.gateway.split(service.route, next, 0, testers);
        assertThat(service.get("/", "Cookie", "tester=1").body()).isEqualTo("new");
    }

    @Test
    void comesBackWithTheSameShareWhenHaproxyIsKilled() throws Exception {
        service.gateway.shift(service.route, service.docker.runs("old"));
        service.gateway.split(service.route, service.docker.runs("new"), 50);
        var cookie = service.get("/").headers().firstValue("Set-Cookie").orElseThrow();
        var side = service.get("/", "Cookie", cookie).body();
        service.killHaproxy();
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> service.get("/", "Cookie", cookie).body().equals(side));
        await().atMost(SOON).until(() -> service.answer().equals("new"));
        await().atMost(SOON).until(() -> service.answer().equals("old"));
    }

    @Test
    void answersFromTheTargetWhenTheCanaryIsGone() {
        service.gateway.shift(service.route, service.docker.runs("old"));
        var next = service.docker.runs("new");
        service.gateway.split(service.route, next, 50);
        var load = Load.of(service.uri("/"), 100);
        try (load) {
            await().atMost(SOON).until(() -> load.answeredBy("new") > 20);
            service.docker.host.stop(next, Duration.ofSeconds(5));
            // What it had in hand when it ended is lost with it; nothing that came after.
            var lost = load.lost().size();
            var from = load.answeredBy("old");
            await().atMost(SOON).until(() -> load.answeredBy("old") > from + 300);
            assertThat(load.lost()).hasSizeLessThanOrEqualTo(5).hasSize(lost);
        }
    }

    @Test
    void seesWhatEachAnswered() {
        var old = service.docker.runs("old");
        var next = service.docker.runs("new");
        service.gateway.shift(service.route, old);
        ask("/", 5);
        service.gateway.split(service.route, next, 50);
        var traffic = service.gateway.watch(service.route);
        ask("/", 30);
        ask("/slow", 2);
        var seen = new HashMap<String, Answers>();
        await().atMost(SOON).until(() -> take(traffic, seen) == 32);

        assertThat(seen.keySet()).containsExactlyInAnyOrder(old, next);
        assertThat(seen.values().stream().mapToLong(Answers::errors).sum()).isZero();
        assertThat(seen.values().stream().flatMap(it -> it.millis().stream()))
                .hasSize(32)
                .filteredOn(it -> it > 1000)
                .hasSize(2);
        ask("/", 3);
        assertThat(take(traffic, seen)).isEqualTo(35);
    }

    @Test
    void countsErrorsOfTheOneThatMakesThem() {
        var old = service.docker.runs("old");
        var next = service.docker.runs("new", Map.of("ERRORS", "0.5"));
        service.gateway.shift(service.route, old);
        service.gateway.split(service.route, next, 50);
        var traffic = service.gateway.watch(service.route);
        ask("/shop", 60);
        var seen = new HashMap<String, Answers>();
        await().atMost(SOON).until(() -> take(traffic, seen) == 60);

        assertThat(seen.get(next).errors()).isBetween(2L, seen.get(next).requests() - 2);
        assertThat(seen.get(old).errors()).isZero();
    }

    private void ask(String path, int times) {
        for (var i = 0; i < times; i++) {
            try {
                service.get(path);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    private static long take(Traffic traffic, Map<String, Answers> seen) {
        traffic.take().forEach((container, answers) -> seen.merge(container, answers, Answers::plus));
        return seen.values().stream().mapToLong(Answers::requests).sum();
    }
}
