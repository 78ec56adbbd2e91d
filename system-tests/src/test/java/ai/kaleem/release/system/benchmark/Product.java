package ai.kaleem.release.system.benchmark;

import static org.awaitility.Awaitility.await;

import ai.kaleem.release.system.world.Command;
import ai.kaleem.release.system.world.Installation;
import ai.kaleem.release.system.world.Ports;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** An app of its own that is released through the API: one service with a port, and what its plan says beside that. */
final class Product implements AutoCloseable {

    private static final Set<String> ENDS =
            Set.of("SUCCEEDED", "REJECTED", "FAILED", "ROLLED_BACK", "ROLLBACK_FAILED", "CANCELLED");

    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private final Installation installation;
    private final Wares wares;
    private final String app;
    private final String service;
    private final String datastores;
    private final int port = Ports.free();

    /**
     * @param name its own here
     * @param service more fields of the service, each with a comma before it
     * @param strategy of the environment, as in a plan
     * @param datastores the plan's section, or nothing
     */
    Product(Installation installation, Wares wares, String name, String service, String strategy, String datastores) {
        this.installation = installation;
        this.wares = wares;
        this.app = installation.prefix() + "-" + name;
        this.service = service;
        this.datastores = datastores;
        Command.run("docker", "network", "create", "--label", installation.label(), app);
        releasesBy(strategy);
    }

    /** Of all releases to come. */
    void releasesBy(String strategy) {
        var plan = """
                app: %s
                services:
                  api: {image: %s, port: 3000, networks: [%s], stopGrace: 5s, health: {path: /api/health, attempts: 10, every: 1s}%s}
                %s
                gates:
                  after:
                    - {name: products, http: {path: /api/products, body: '"price":\\d', attempts: 3, every: 100ms}}
                environments:
                  production: {agent: %s, publish: "127.0.0.1:%d", confirmWithin: 5m, restore: never, strategy: %s}
                """.formatted(app, wares.name(), app, service, datastores, installation.agentName(), port, strategy);
        var answer = installation.client().putPlan(app, plan);
        if (answer.status() / 100 != 2) {
            throw new AssertionError(answer.response().body());
        }
    }

    static Product plain(Installation installation, Wares wares, String name, String strategy) {
        return new Product(installation, wares, name, "", strategy, "");
    }

    String app() {
        return app;
    }

    int port() {
        return port;
    }

    Crowd crowd() {
        return Crowd.at(port, "/api/products");
    }

    /** One deployment that was asked for. */
    final class Run {

        private final String release;
        private final String deployment;

        private Run(JsonNode placed) {
            release = placed.path("id").asString();
            deployment = placed.path("deployment").asString();
        }

        JsonNode view() {
            var answer =
                    installation.client().get("/api/v1/releases/" + release).expecting(200);
            return StreamSupport.stream(answer.body().path("deployments").spliterator(), false)
                    .filter(it -> it.path("id").asString().equals(deployment))
                    .findFirst()
                    .orElseThrow();
        }

        JsonNode step(String name) {
            return StreamSupport.stream(view().path("steps").spliterator(), false)
                    .filter(it -> it.path("name").asString().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no step " + name + ": " + view().toPrettyString()));
        }

        Run reaches(String wanted) {
            var last = await(app + " reaches " + wanted)
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> view(), it -> is(it, wanted) || ENDS.contains(state(it)));
            if (!is(last, wanted)) {
                throw new AssertionError("%s: %s instead of %s: %s".formatted(app, state(last), wanted, last));
            }
            return this;
        }

        private static boolean is(JsonNode view, String wanted) {
            return state(view).equals(wanted);
        }

        private static String state(JsonNode view) {
            return view.path("state").asString();
        }
    }

    Run release(String version) {
        return release(version, version);
    }

    /** @param as a version is for one release, its image for any number */
    Run release(String as, String madeOf) {
        return ask(
                "/api/v1/releases",
                Map.of(
                        "app",
                        app,
                        "environment",
                        "production",
                        "version",
                        as,
                        "images",
                        Map.of("api", wares.image(madeOf))));
    }

    Run rollBack() {
        return ask(environment() + "/rollback", Map.of("data", "keep", "reason", "benchmark"));
    }

    Run adopt(String version) {
        return ask(environment() + "/adoption", Map.of("version", version));
    }

    String environment() {
        return "/api/v1/apps/%s/environments/production".formatted(app);
    }

    private Run ask(String path, Map<String, ?> body) {
        return new Run(installation
                .client()
                .post(path, new HashMap<>(body))
                .expecting(202)
                .body());
    }

    /** Names of its containers that run. */
    List<String> containers() {
        return Command.run("docker", "ps", "--filter", "label=kaleem.release.app=" + app, "--format", "{{.Names}}")
                .lines()
                .toList();
    }

    @Override
    public void close() {
        var all = Command.run("docker", "ps", "--all", "--quiet", "--filter", "label=kaleem.release.app=" + app);
        all.lines().forEach(it -> Command.run("docker", "rm", "--force", "--volumes", it));
    }
}
