package ai.kaleem.release.system.broker;

import ai.kaleem.release.system.world.Command;
import ai.kaleem.release.system.world.Installation;
import ai.kaleem.release.system.world.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An installation of its own whose services reach the broker over a wire that can be cut, and a broker that can be asked for trouble. */
final class Wired implements AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final Installation installation = Installation.prepared();
    private final Wire wire = new Wire(installation.broker().port());

    /**
     * Nothing runs yet but the broker.
     *
     * @param settings lines of {@code rabbitmq.conf}
     */
    static Wired prepared(String... settings) {
        var wired = new Wired();
        try {
            Files.writeString(
                    wired.installation.folder().resolve("secrets/rabbitmq.conf"),
                    String.join("\n", settings) + "\n",
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        wired.installation.broker().create();
        wired.connect(wired.installation.releaseApi(), "release-api");
        wired.connect(wired.installation.gateService(), "gate-service");
        wired.connect(wired.installation.notifier(), "notifier");
        wired.connect(wired.installation.deployAgent(), wired.agentUser());
        return wired;
    }

    private void connect(ServiceProcess service, String user) {
        service.with(
                "RABBITMQ_URL",
                "amqp://%s:%s@127.0.0.1:%d".formatted(user, installation.secret("rabbitmq." + user), wire.port()));
    }

    /** All runs. */
    Wired started() {
        installation.services().forEach(ServiceProcess::launch);
        installation.services().forEach(ServiceProcess::awaitHealthy);
        return this;
    }

    Installation installation() {
        return installation;
    }

    Wire wire() {
        return wire;
    }

    String agentUser() {
        return "agent." + installation.agentName();
    }

    /** Somebody who has a user's password. */
    Client as(String user) {
        return new Client(installation.broker().port(), user, installation.secret("rabbitmq." + user));
    }

    /** As {@code rabbitmqctl}. */
    String control(String... arguments) {
        var argv = new ArrayList<>(List.of("docker", "exec", installation.prefix() + "-rabbitmq", "rabbitmqctl", "-q"));
        argv.addAll(List.of(arguments));
        return Command.run(argv.toArray(String[]::new));
    }

    /** As its owner would: it has time to say goodbye. */
    void restartBroker() {
        Command.run("docker", "stop", installation.prefix() + "-rabbitmq");
        installation.broker().start();
    }

    /** What a load balancer is told about a service. The agent's one answer says all. */
    String readiness(ServiceProcess service) {
        var path = service.name().equals("deploy-agent") ? "/health" : "/actuator/health/readiness";
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(service.port(), path)))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            var answer = http.send(request, BodyHandlers.ofString());
            return "%d %s".formatted(answer.statusCode(), answer.body());
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        wire.close();
        installation.close();
    }
}
