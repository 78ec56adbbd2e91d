package ai.kaleem.release.agent.outbound.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.agent.deploy.Frontage;
import ai.kaleem.release.agent.deploy.Gateway;
import ai.kaleem.release.agent.deploy.GatewayContract;
import ai.kaleem.release.agent.deploy.Route;
import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.common.testing.Images;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HaproxyGatewayTests implements GatewayContract {

    @TempDir
    Path folder;

    RoutedService service;

    @BeforeEach
    void open() {
        service = new RoutedService(folder);
    }

    @AfterEach
    void close() throws IOException {
        service.close();
    }

    @Override
    public Gateway gateway() {
        return service.gateway;
    }

    @Override
    public Route route() {
        return service.route;
    }

    @Override
    public String runs(String version) {
        return service.docker.runs(version);
    }

    @Test
    void isMadeAnewWhereItsPortWasAnothersWhenItWasOpened() throws IOException {
        var runs = runs("1");
        var bare = new Frontage(Map.of(), Map.of());
        var publish = URI.create("tcp://" + route().publish());
        gateway().prepare(route(), bare, runs);
        try (var other = new ServerSocket()) {
            other.bind(new InetSocketAddress(publish.getHost(), publish.getPort()));
            assertThatThrownBy(() -> gateway().open(route())).isInstanceOf(StepFailed.class);
        }

        gateway().prepare(route(), bare, runs);
        gateway().open(route());

        await().untilAsserted(() -> assertThat(service.answer()).isEqualTo("1"));
    }

    @Test
    void answers503WhileNobodyServes() {
        gateway().ensure(route());
        assertThat(service.answer()).isEqualTo("status 503");
    }

    @Test
    void sendsTheNextRequestToTheNewServer() {
        var old = runs("old");
        var next = runs("new");
        gateway().ensure(route());
        gateway().shift(route(), old);
        assertThat(service.answer()).isEqualTo("old");
        gateway().shift(route(), next);
        assertThat(service.answer()).isEqualTo("new");
        gateway().shift(route(), old);
        assertThat(service.answer()).isEqualTo("old");
        gateway().clear(route());
        assertThat(service.answer()).isEqualTo("status 503");
    }

    @Test
    void tellsTheServiceWhoAsked() throws Exception {
        gateway().ensure(route());
        gateway().shift(route(), runs("1"));
        assertThat(service.get("/headers").body())
                .contains("\"x-forwarded-proto\":\"http\"")
                .contains("\"x-forwarded-for\":\"")
                .contains("\"x-forwarded-host\":\"%s\"".formatted(route().publish()));
        assertThat(service.get("/headers", "X-Forwarded-For", "198.51.100.7", "X-Forwarded-Proto", "https")
                        .body())
                .contains("\"x-forwarded-proto\":\"https\"")
                .contains("\"x-forwarded-for\":\"198.51.100.7\"");
    }

    @Test
    void answersToTheServicesNameOnItsNetworks() {
        gateway().ensure(route());
        gateway().shift(route(), runs("1"));
        var asker = service.docker.container(service.docker.service(
                "asker",
                Map.of(),
                List.of(
                        "node",
                        "-e",
                        "fetch('http://api:3000/').then(r => r.text()).then(t => console.log('got ' + t))")));
        service.docker.host.create(asker);
        service.docker.host.start(asker.name());
        await().atMost(Duration.ofSeconds(20))
                .until(() -> service.docker.host.logs(asker.name(), 20).contains("got 1"));
    }

    @Test
    void refusesAPortThatIsTaken() throws IOException {
        var port =
                Integer.parseInt(route().publish().substring(route().publish().indexOf(':') + 1));
        try (var taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress("127.0.0.1", port));
            assertThat(gateway().obstacle(route()))
                    .hasValueSatisfying(it -> assertThat(it).contains(route().publish()));
            assertThatThrownBy(() -> gateway().ensure(route()))
                    .isInstanceOf(StepFailed.class)
                    .hasMessageContaining(route().publish());
        }
        gateway().ensure(route());
        var same = new Route(route().place(), "other", 3000, route().publish(), List.of());
        assertThat(gateway().obstacle(same))
                .hasValueSatisfying(it -> assertThat(it).contains(route().gateway()));
    }

    @Test
    void refusesANameThatIsTaken() {
        var foreign = service.docker.runsForeign("x", Images.node().asCanonicalNameString(), List.of(), "sleep", "100");
        service.docker.engine.tell(
                "Renaming",
                it -> it.renameContainerCmd(foreign).withName(route().gateway()).exec());
        assertThat(gateway().obstacle(route()))
                .hasValueSatisfying(it -> assertThat(it).contains(route().gateway()));
        gateway().remove(route());
        assertThat(service.docker
                        .engine
                        .ask(
                                "Looking",
                                it -> it.inspectContainerCmd(route().gateway()).exec())
                        .getState()
                        .getRunning())
                .isTrue();
    }

    @Test
    void movesToAnotherPublishedPort() {
        gateway().ensure(route());
        gateway().shift(route(), runs("1"));
        try (var elsewhere = new RoutedService(folder.resolve("other"))) {
            var moved = new Route(route().place(), "api", 3000, elsewhere.route.publish(), List.of());
            gateway().ensure(moved);
            assertThat(elsewhere.answer()).isEqualTo("1");
            assertThat(service.answer()).contains("ConnectException");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void refusesAContainerThatDoesNotRun() {
        gateway().ensure(route());
        assertThatThrownBy(() -> gateway().shift(route(), "kaleem-not-there")).isInstanceOf(StepFailed.class);
        assertThat(gateway().target(route())).isEmpty();
    }

    @Test
    void makesAGatewayAgainThatSomebodyRemoved() {
        gateway().ensure(route());
        gateway().shift(route(), runs("1"));
        service.docker.engine.tell(
                "Removing",
                it -> it.removeContainerCmd(route().gateway()).withForce(true).exec());
        service.gateway(Duration.ofSeconds(30)).reconcile();
        assertThat(service.answer()).isEqualTo("1");
    }

    @Test
    void obeysThoughItsTargetHasEnded() {
        var server = runs("1");
        gateway().ensure(route());
        gateway().shift(route(), server);
        service.docker.host.stop(server, Duration.ofSeconds(1));
        var began = System.nanoTime();
        gateway().hold(route());
        gateway().release(route());
        gateway().ensure(route());
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
        service.docker.host.start(server);
        await().atMost(Duration.ofSeconds(20)).until(() -> service.answer().equals("1"));
    }
}
