package ai.kaleem.release.system.chaos;

import static org.awaitility.Awaitility.await;

import ai.kaleem.release.system.world.Command;
import ai.kaleem.release.system.world.Installation;
import ai.kaleem.release.system.world.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A product of its own: the sample with a database, customers, a team, and an image for each release, so that who answers says which. */
final class ChaosShop {

    private final Installation installation;
    private final String app;
    private final int port = Ports.free();
    private final Path folder;
    private final Customers customers;
    private final Database database;

    ChaosShop(Installation installation, int number, Receivers team, Witnesses witnesses) {
        this.installation = installation;
        this.app = "%s-shop%d".formatted(installation.prefix(), number);
        this.folder = installation.folder().resolve("shops").resolve(app);
        this.database = new Database(installation, app);
        this.customers = new Customers(app, port, witnesses.ledger());
        notes();
        Command.run("docker", "network", "create", "--label", installation.label(), app);
        database.start();
        put(plan(team));
    }

    /** Again where release-api ends in the middle of it. */
    private void put(String plan) {
        await("the plan of " + app + " is taken")
                .atMost(Duration.ofMinutes(5))
                .ignoreException(UncheckedIOException.class)
                .until(() -> {
                    var answer = installation.client().putPlan(app, plan);
                    if (answer.status() / 100 == 4) {
                        throw new AssertionError(answer.response().body());
                    }
                    return answer.status() / 100 == 2;
                });
    }

    private void notes() {
        try {
            Files.createDirectories(folder);
            var file = Files.createFile(ledger()).toFile();
            // The product's own user writes it.
            if (!file.setWritable(true, false)) {
                throw new IllegalStateException("Nobody else could write " + file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What its containers note. */
    Path ledger() {
        return folder.resolve("ledger.jsonl");
    }

    String app() {
        return app;
    }

    Customers customers() {
        return customers;
    }

    /** The image of a release, made of another version's and saying its own. */
    String image(String version, String madeOf) {
        var context = folder.resolve("images").resolve(version);
        var image = "%s:%s".formatted(app, version);
        try {
            Files.createDirectories(context);
            var source = installation.source();
            Files.writeString(
                    context.resolve("package.json"),
                    source.file(madeOf, "package.json")
                            .replace(
                                    "\"version\": \"%s\"".formatted(madeOf), "\"version\": \"%s\"".formatted(version)));
            Files.writeString(
                    context.resolve("Dockerfile"),
                    "FROM %s%nCOPY package.json /app/package.json%n".formatted(source.image(madeOf)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        docker("build", "--quiet", "--tag", image, context.toString());
        return image;
    }

    /** Ends HAProxy from outside; the engine must bring it back. */
    void killGateway() {
        kill(it -> it.contains("gateway"), 0);
    }

    /** Ends one of the containers of a release. */
    void killContainer(long which) {
        kill(it -> !it.contains("gateway"), which);
    }

    private void kill(Predicate<String> meant, long which) {
        whenTheEngineAnswers(() -> {
            var names = running().stream().filter(meant).toList();
            if (!names.isEmpty()) {
                var name = names.get((int) (which % names.size()));
                // It may have been removed this very moment: then another is meant.
                var pid = Long.parseLong(Command.run("docker", "inspect", "--format", "{{.State.Pid}}", name));
                ProcessHandle.of(pid).filter(it -> pid > 0).ifPresent(ProcessHandle::destroyForcibly);
            }
            return names;
        });
    }

    private List<String> running() {
        return Command.run("docker", "ps", "--filter", "label=kaleem.release.app=" + app, "--format", "{{.Names}}")
                .lines()
                .sorted()
                .toList();
    }

    private String docker(String... arguments) {
        var argv = Stream.concat(Stream.of("docker"), Stream.of(arguments)).toArray(String[]::new);
        return whenTheEngineAnswers(() -> Command.run(argv));
    }

    /** The engine is one of what is killed. */
    private static <T> T whenTheEngineAnswers(Callable<T> question) {
        return await("the engine does what it is asked for")
                .atMost(Duration.ofMinutes(3))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(300))
                .ignoreException(IllegalStateException.class)
                .until(question, it -> true);
    }

    /** After the engine was killed, which may have lost hold of it. */
    void mendDatabase() {
        database.mend();
    }

    void awaitGateway() {
        awaitAnswer();
    }

    /** Until customers are served again. */
    void awaitAnswer() {
        await(app + " answers again")
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> !customers.version().isEmpty());
    }

    /** What is in its database, by id. */
    List<String> products() {
        return whenTheEngineAnswers(() -> database.cli("--raw", "HKEYS", "products"))
                .lines()
                .toList();
    }

    private String plan(Receivers team) {
        return """
                app: %1$s
                repository: %2$s
                versioning: {tagPrefix: v, initial: 1.0.0}
                services:
                  api:
                    image: %1$s
                    port: 3000
                    networks: [%1$s]
                    environment: {REDIS_URL: "redis://redis:6379", START_DELAY_MS: "300", DRAIN_MS: "1000", LEDGER_FILE: /ledger.jsonl}
                    volumes: ["%3$s:/ledger.jsonl"]
                    stopGrace: 3s
                    health: {path: /api/health, attempts: 30, every: 400ms}
                    dependsOn: [redis]
                  worker:
                    image: same-as-api
                    command: [node, /app/src/worker.js]
                    networks: [%1$s]
                    environment: {REDIS_URL: "redis://redis:6379", LEDGER_FILE: /ledger.jsonl}
                    volumes: ["%3$s:/ledger.jsonl"]
                    stopGrace: 3s
                    dependsOn: [api]
                datastores:
                  redis: {type: redis, container: %4$s, keep: 1000}
                gates:
                  before:
                    - {name: lint, run: [node, scripts/lint.js], timeout: 1m}
                    - {name: unit, run: [node, scripts/test.js, unit], timeout: 1m}
                  after:
                    - {name: health, http: {path: /api/health/detailed, body: '"status":"(healthy|degraded)"', attempts: 5, every: 300ms}}
                    - {name: products, http: {path: /api/products, body: '"id":"coffee","name":"[^"]*","price":\\d', attempts: 2, every: 200ms}}
                environments:
                  production:
                    agent: %5$s
                    publish: "127.0.0.1:%6$d"
                    confirmWithin: 60s
                    strategy: {bake: 1s}
                    restore: auto
                notify:
                  - {name: team, channel: webhook, url: "%7$s", secretFile: %8$s}
                  - {name: chat, channel: slack, urlFile: %9$s}
                """.formatted(
                        app,
                        installation.source().url(),
                        ledger(),
                        database.container(),
                        installation.agentName(),
                        port,
                        team.webhook(),
                        team.secretFile(),
                        team.chatFile(app));
    }
}
