package ai.kaleem.release.system.rolling;

import ai.kaleem.release.system.world.Command;
import ai.kaleem.release.system.world.Installation;
import ai.kaleem.release.system.world.Ports;
import ai.kaleem.release.system.world.ReleaseApi;
import ai.kaleem.release.system.world.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;

/** Two instances each of release-api, gate-service and notifier on one store and one broker, behind one address, and an agent. */
final class Cluster implements AutoCloseable {

    private final Installation installation = Installation.prepared();
    private final SharedStore store;
    private final Front api;
    private final Front gates;
    private final List<ServiceProcess> instances;

    private Cluster() {
        store = new SharedStore(installation.folder().resolve("store"), installation.prefix());
        var releaseApi = installation.releaseApi().with("MONGODB_URI", store.uri("release"));
        var gateService = installation.gateService().with("MONGODB_URI", store.uri("gates"));
        var notifier = installation.notifier().with("MONGODB_URI", store.uri("notices"));
        var secondGates = installation.another(gateService);
        gates = new Front(List.of(gateService.port(), secondGates.port()));
        releaseApi.with("KALEEM_GATES_URL", gates.address().toString());
        var secondApi = installation.another(releaseApi);
        api = new Front(List.of(releaseApi.port(), secondApi.port()));
        instances = List.of(releaseApi, secondApi, gateService, secondGates, notifier, installation.another(notifier));
    }

    static Cluster started() {
        var cluster = new Cluster();
        cluster.installation.broker().create();
        // Both of a kind together, so that what each makes at its start, as indexes and queues, is made by two at once.
        for (int i = 0; i < cluster.instances.size(); i += 2) {
            var both = cluster.instances.subList(i, i + 2);
            both.forEach(ServiceProcess::launch);
            both.forEach(ServiceProcess::awaitHealthy);
        }
        cluster.installation.deployAgent().start();
        cluster.installation.askAt(cluster.api.address());
        return cluster;
    }

    Installation installation() {
        return installation;
    }

    SharedStore store() {
        return store;
    }

    /** In the order in which they are upgraded. */
    List<ServiceProcess> instances() {
        return instances;
    }

    /** Through the front. */
    ReleaseApi api() {
        return installation.client();
    }

    /** An app whose only gate refuses every release: none touches the server, each takes all the rest of the way. */
    String plansRefusals(Team team) {
        var app = installation.prefix() + "-refused";
        var repository = installation.folder().resolve("repositories").resolve(app);
        try {
            Files.createDirectories(repository);
            Files.writeString(repository.resolve("README.md"), "refused\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Command.run("git", "init", "--quiet", "--initial-branch=main", repository.toString());
        Command.run("git", "-C", repository.toString(), "add", "--all");
        Command.run(
                "git",
                "-C",
                repository.toString(),
                "-c",
                "user.name=Tests",
                "-c",
                "user.email=tests@example.com",
                "commit",
                "--quiet",
                "--message",
                "Be refused");
        var plan = """
                app: %s
                repository: file://%s
                services:
                  api: {image: none, port: 3000, health: {path: /}}
                gates:
                  before: [{name: never, run: ["false"], timeout: 1m}]
                environments:
                  production: {agent: %s, publish: "127.0.0.1:%d"}
                notify:
                  - {name: team, channel: webhook, url: "%s", secretFile: %s}
                """.formatted(app, repository, installation.agentName(), Ports.free(), team.url(), team.secret());
        api().putPlan(app, plan).expecting(201);
        return app;
    }

    @Override
    public void close() {
        api.close();
        gates.close();
        installation.close();
        store.close();
    }
}
