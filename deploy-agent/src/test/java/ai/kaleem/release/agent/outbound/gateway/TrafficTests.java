package ai.kaleem.release.agent.outbound.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway promises to those who are being served while it changes. */
class TrafficTests {

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
    void losesNoRequestWhileTrafficMovesBackAndForthAndTheOldServerEnds() {
        var gateway = service.gateway;
        var route = service.route;
        var server = service.docker.runs("v0");
        gateway.shift(route, server);
        var shifts = new ArrayList<Long>();
        var load = Load.of(service.uri("/"), 300);
        try (load) {
            await().atMost(SOON).until(() -> load.answeredBy("v0") > 100);
            for (var version : List.of("v1", "v2", "v3", "v4", "v5", "v6")) {
                var next = service.docker.runs(version);
                var began = System.nanoTime();
                gateway.shift(route, next);
                await().atMost(SOON)
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> load.answeredBy(version) > 0);
                shifts.add((System.nanoTime() - began) / 1_000_000);
                assertThat(gateway.drain(route, server, SOON)).isTrue();
                service.docker.host.stop(server, Duration.ofSeconds(5));
                service.docker.host.remove(server);
                await().atMost(SOON).until(() -> load.answeredBy(version) > 300);
                server = next;
            }
        }
        System.out.printf(
                "%d requests, %d lost; shift called to first answer (ms): %s%n",
                load.sent(), load.lost().size(), shifts);
        assertThat(load.lost()).isEmpty();
    }

    @Test
    void losesNoRequestThatTheOldServerStillWorksOn() {
        var old = service.docker.runs("old");
        service.gateway.shift(service.route, old);
        var load = Load.of(service.uri("/slow"), 50);
        try (load) {
            await().atMost(SOON).until(() -> load.answeredBy("old") > 10);
            service.gateway.shift(service.route, service.docker.runs("new"));
            assertThat(service.gateway.drain(service.route, old, SOON)).isTrue();
            service.docker.host.stop(old, Duration.ofSeconds(1));
            await().atMost(SOON).until(() -> load.answeredBy("new") > 10);
        }
        assertThat(load.lost()).isEmpty();
    }

    @Test
    void holdsRequestsAndLosesNone() {
        service.gateway.shift(service.route, service.docker.runs("v"));
        var load = Load.of(service.uri("/"), 200);
        try (load) {
            await().atMost(SOON).until(() -> load.answeredBy("v") > 100);
            service.gateway.hold(service.route);
            var sent = load.sent();
            var answered = new AtomicInteger(-1);
            await().atMost(SOON).until(() -> load.sent() > sent + 200);
            answered.set(load.answeredBy("v"));
            await().atMost(SOON).until(() -> load.sent() > sent + 400);
            assertThat(load.answeredBy("v")).isEqualTo(answered.get());
            service.gateway.release(service.route);
            await().atMost(SOON).until(() -> load.answeredBy("v") > answered.get() + 400);
        }
        assertThat(load.lost()).isEmpty();
    }

    @Test
    void tellsHeldRequestsToComeBackWhenItTakesTooLong() throws Exception {
        var impatient = service.gateway(Duration.ofSeconds(1));
        service.gateway.remove(service.route);
        impatient.ensure(service.route);
        impatient.shift(service.route, service.docker.runs("v"));
        impatient.hold(service.route);
        var response = service.get("/");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).contains("1");
    }

    @Test
    void leavesAWebSocketToItsServerUntilItEnds() throws Exception {
        var old = service.docker.runs("old");
        service.gateway.shift(service.route, old);
        var frames = new Frames();
        try (var client = HttpClient.newHttpClient()) {
            var socket = client.newWebSocketBuilder()
                    .buildAsync(URI.create("ws://" + service.route.publish() + "/"), frames)
                    .get();
            await().atMost(SOON).until(() -> frames.received.size() > 5);
            service.gateway.shift(service.route, service.docker.runs("new"));
            assertThat(service.answer()).isEqualTo("new");
            assertThat(service.gateway.drain(service.route, old, Duration.ofSeconds(1)))
                    .isFalse();
            var before = frames.received.size();
            await().atMost(SOON).until(() -> frames.received.size() > before + 10);
            assertThat(frames.received).containsOnly("old");
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "done");
            assertThat(service.gateway.drain(service.route, old, SOON)).isTrue();
        }
    }

    @Test
    void comesBackWithTheSameRoutingWhenHaproxyIsKilled() throws Exception {
        service.gateway.shift(service.route, service.docker.runs("old"));
        service.gateway.shift(service.route, service.docker.runs("new"));
        service.killHaproxy();
        var answers = Collections.synchronizedSet(new HashSet<String>());
        await().atMost(SOON).pollInterval(Duration.ofMillis(20)).until(() -> {
            var answer = service.answer();
            answers.add(answer);
            return answer.equals("new");
        });
        assertThat(answers).doesNotContain("old");
    }

    @Test
    void comesBackHoldingWhenHaproxyIsKilledWhileItHolds() throws Exception {
        service.gateway.shift(service.route, service.docker.runs("v"));
        service.gateway.hold(service.route);
        service.killHaproxy();
        var answer = CompletableFuture.supplyAsync(() -> {
            await().atMost(SOON).until(() -> service.answer().equals("v"));
            return true;
        });
        service.gateway.hold(service.route);
        assertThat(answer).isNotDone();
        service.gateway.release(service.route);
        assertThat(answer.get()).isTrue();
    }

    @Test
    void shiftsThoughHaproxyIsKilledAtThatMoment() throws Exception {
        service.gateway.shift(service.route, service.docker.runs("old"));
        var next = service.docker.runs("new");
        service.killHaproxy();
        service.gateway.shift(service.route, next);
        assertThat(service.answer()).isEqualTo("new");
    }

    /** As where the engine has not yet let go of it when it starts HAProxy again. */
    @Test
    void shiftsThoughThePortIsFreeOnlyAMomentLater() throws IOException {
        service.gateway.shift(service.route, service.docker.runs("old"));
        var next = service.docker.runs("new");
        var port = service.endHaproxyAndTakeItsPort();
        try (port) {
            CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS).execute(() -> {
                try {
                    port.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            service.gateway.shift(service.route, next);
        }
        assertThat(service.answer()).isEqualTo("new");
    }

    @Test
    void findsAServerAgainThatCameBackUnderAnotherAddress() {
        var server = service.docker.runs("v");
        service.gateway.shift(service.route, server);
        var docker = service.docker;
        docker.host.stop(server, Duration.ofSeconds(1));
        // Takes the address that became free.
        docker.runs("thief");
        docker.host.start(server);
        await().atMost(SOON).until(() -> service.answer().equals("v"));
    }

    private static final class Frames implements WebSocket.Listener {

        private final List<String> received = Collections.synchronizedList(new ArrayList<>());

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            received.add(data.toString());
            webSocket.request(1);
            return CompletableFuture.completedFuture(null);
        }
    }
}
