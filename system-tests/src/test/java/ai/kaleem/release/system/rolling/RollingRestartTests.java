package ai.kaleem.release.system.rolling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.system.world.Plan;
import ai.kaleem.release.system.world.ReleaseApi;
import ai.kaleem.release.system.world.ServiceProcess;
import ai.kaleem.release.system.world.Shop;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * An upgrade as its owner makes it: one instance after the other ends on SIGTERM and starts again, while releases are asked
 * for, deployed and followed. Nothing is lost, nothing happens twice.
 */
class RollingRestartTests {

    /** An instance drains and ends within this, whatever it has in hand. */
    private static final Duration GOODBYE = Duration.ofSeconds(20);

    /** After the last fault. */
    private static final Duration SETTLES = Duration.ofSeconds(60);

    private static final Map<String, String> IMAGES = Map.of("api", "none:1");

    private final Cluster cluster = Cluster.started();
    private final Team team = new Team(cluster.installation().folder().resolve("team"));
    private final Map<String, StreamReader> readers = new ConcurrentHashMap<>();
    private String app;
    private Shop shop;

    @BeforeEach
    void plan() {
        app = cluster.plansRefusals(team);
        shop = Shop.planned(cluster.installation(), "rolling", Plan.usual().withoutGates());
    }

    @AfterEach
    void close() {
        shop.close();
        team.close();
        cluster.close();
    }

    @Test
    @Tag("long")
    void everyInstanceOnceWhileReleasesAreAskedForDeployedAndFollowed() {
        var deployed = new Deployed(shop);
        var requests = Requests.of(cluster.api(), app, 2, 500, this::follow);
        try (deployed;
                requests) {
            for (var instance : cluster.instances()) {
                restart(instance);
            }
        }

        nothingIsLostAndNothingHappenedTwice(requests, deployed);
    }

    @Test
    @Tag("long")
    void whatIsInFlightIsAnsweredFirst() {
        var deployed = new Deployed(shop);
        var requests = Requests.of(cluster.api(), app, 2, 500, this::follow);
        try (deployed;
                requests) {
            await().atMost(SETTLES).until(() -> readers.size() > 20);
            answersWhatIsInFlightWhenItIsToldToEnd(requests, cluster.instances().getFirst());
        }

        nothingIsLostAndNothingHappenedTwice(requests, deployed);
    }

    @Test
    @Tag("long")
    void againAndAgainAlsoByForceAndWithoutTheStore() {
        var deployed = new Deployed(shop);
        var requests = Requests.of(cluster.api(), app, 4, 400, this::follow);
        try (deployed;
                requests) {
            for (int round = 0; round < 2; round++) {
                for (var instance : cluster.instances()) {
                    restart(instance);
                }
                for (var instance : cluster.instances()) {
                    instance.kill();
                    instance.start();
                }
                if (cluster.store().isStandIn()) {
                    cluster.store().kill();
                    cluster.store().start();
                    cluster.instances().forEach(ServiceProcess::awaitHealthy);
                }
            }
        }

        nothingIsLostAndNothingHappenedTwice(requests, deployed);
    }

    /** The store is held up for a moment, so that a request is in flight for certain. */
    private void answersWhatIsInFlightWhenItIsToldToEnd(Requests requests, ServiceProcess instance) {
        if (!cluster.store().isStandIn()) {
            return;
        }
        var itself = cluster.api().at(URI.create("http://127.0.0.1:" + instance.port()));
        var body = Map.of("app", app, "environment", "production", "version", "9.0.0", "ref", "main", "images", IMAGES);
        var key = Map.of("Idempotency-Key", "in-flight");
        cluster.store().pause();
        CompletableFuture<ReleaseApi.Answer> answer;
        try {
            answer = CompletableFuture.supplyAsync(() -> itself.post("/api/v1/releases", body, key));
            passes(Duration.ofMillis(300));
            instance.terminate();
            passes(Duration.ofMillis(700));
        } finally {
            cluster.store().resume();
        }
        assertThat(answer).as("the answer of what was in flight").succeedsWithin(Duration.ofSeconds(30));
        // Where this machine is so slow that the store counted as away, the client is told to ask again.
        assertThat(answer.join().status()).as(answer.join().response().body()).isIn(202, 503);
        System.out.printf("what was in flight was answered %d%n", answer.join().status());
        var placed = cluster.api().post("/api/v1/releases", body, key).expecting(202);
        follow(requests, placed.body().path("id").asString());
        instance.stop();
        assertThat(instance.exitCode()).isEqualTo(143);
        instance.start();
    }

    private static void passes(Duration time) {
        await().pollDelay(time).until(() -> true);
    }

    private void follow(Requests requests, String release) {
        readers.put(
                release,
                StreamReader.of(
                        cluster.api().address(), cluster.installation().secret("token"), release, requests::settled));
    }

    private void restart(ServiceProcess instance) {
        var begun = System.nanoTime();
        instance.stop();
        var took = Duration.ofNanos(System.nanoTime() - begun);
        System.out.printf("%s ended on SIGTERM after %d ms%n", instance.name(), took.toMillis());
        assertThat(instance.exitCode()).as(instance.name() + " ended by itself").isEqualTo(143);
        assertThat(took).as(instance.name()).isLessThan(GOODBYE);
        instance.start();
    }

    /** How long the last of them took. */
    private static Duration within(String what, Collection<String> releases, Predicate<String> holds) {
        var begun = System.nanoTime();
        await(what)
                .atMost(SETTLES)
                .untilAsserted(() -> assertThat(releases.stream().filter(holds.negate()))
                        .as(what + " but of")
                        .isEmpty());
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private void nothingIsLostAndNothingHappenedTwice(Requests requests, Deployed deployed) {
        System.out.println(requests.told());
        assertThat(requests.wrong()).isEmpty();
        assertThat(deployed.failures()).isEmpty();
        var promised = readers.keySet();
        assertThat(promised)
                .hasSizeGreaterThan(20)
                .containsAll(requests.promised().values());
        var settled = within(
                "every reader has seen the end", promised, it -> readers.get(it).isSettled());
        var told = within(
                "the team has heard of the end",
                promised,
                it -> team.occasions(it).contains("GATES_FAILED"));
        System.out.printf(
                "%d releases settled %d ms after the last fault, told after %d ms more; %d deployed; %d streams of %d "
                        + "readers; %d notices came again under their own id%n",
                promised.size(),
                settled.toMillis(),
                told.toMillis(),
                deployed.count(),
                readers.values().stream().mapToInt(StreamReader::connections).sum(),
                readers.size(),
                team.repeats());

        assertThat(team.releases())
                .as("one release for each request, also where it was asked for again")
                .containsExactlyInAnyOrderElementsOf(promised);
        for (var release : promised) {
            assertThat(team.occasions(release)).as(release).containsExactly("REQUESTED", "GATES_FAILED");
            var numbers = readers.get(release).numbers();
            assertThat(numbers)
                    .as("events of %s as a reader saw them", release)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, numbers.size()).boxed().toList());
            var view = cluster.api()
                    .get("/api/v1/releases/" + release)
                    .expecting(200)
                    .body();
            assertThat(view.path("deployments").path(0).path("state").asString())
                    .isEqualTo("REJECTED");
        }
        assertThat(cluster.api().get("/api/v1/parked").expecting(200).body().path("items"))
                .as("parked")
                .isEmpty();
    }
}
