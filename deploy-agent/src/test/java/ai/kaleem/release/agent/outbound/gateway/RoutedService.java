package ai.kaleem.release.agent.outbound.gateway;

import ai.kaleem.release.agent.deploy.Route;
import ai.kaleem.release.agent.outbound.docker.DockerPlace;
import ai.kaleem.release.common.testing.Images;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A service of its own behind a real gateway. */
final class RoutedService implements AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    final DockerPlace docker;
    final Route route;
    final HaproxyGateway gateway;
    private final Path folder;

    RoutedService(Path folder) {
        this(folder, Duration.ofSeconds(30));
    }

    RoutedService(Path folder, Duration holdLimit) {
        this.folder = folder;
        docker = new DockerPlace(folder);
        route = new Route(docker.place, "api", 3000, "127.0.0.1:" + freePort(), List.of());
        gateway = gateway(holdLimit);
    }

    /** Another agent over the same folder, as after a restart. */
    HaproxyGateway gateway(Duration holdLimit) {
        return new HaproxyGateway(
                docker.engine, Images.haproxy().asCanonicalNameString(), folder.resolve("gateways"), holdLimit);
    }

    URI uri(String path) {
        return URI.create("http://%s%s".formatted(route.publish(), path));
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(40));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    /** What the service answers now; the error's text where it does not. */
    String answer() {
        try {
            var response = get("/");
            return response.statusCode() == 200 ? response.body() : "status " + response.statusCode();
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e.toString();
        }
    }

    /** As if it was started with an older configuration. */
    void forgets(String variable) throws IOException {
        var socket = new AdminSocket(
                folder.resolve("gateways").resolve(route.gateway()).resolve("run/admin.sock"), Duration.ofSeconds(3));
        socket.ask(List.of("experimental-mode on", "set var proc.%s str(nothing)".formatted(variable)));
    }

    /** Ends HAProxy the way an out-of-memory killer would, which Docker's own kill would not. */
    void killHaproxy() throws IOException, InterruptedException {
        var pid = docker.engine.ask(
                "Looking",
                it -> it.inspectContainerCmd(route.gateway()).exec().getState().getPidLong());
        new ProcessBuilder("kill", "-9", String.valueOf(pid))
                .inheritIO()
                .start()
                .waitFor();
    }

    /** Stopped by hand, so that the engine does not start it again by itself. */
    ServerSocket endHaproxyAndTakeItsPort() throws IOException {
        docker.engine.tell(
                "Stopping",
                it -> it.stopContainerCmd(route.gateway()).withTimeout(1).exec());
        return new ServerSocket(uri("/").getPort(), 1, InetAddress.getLoopbackAddress());
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        docker.close();
    }
}
