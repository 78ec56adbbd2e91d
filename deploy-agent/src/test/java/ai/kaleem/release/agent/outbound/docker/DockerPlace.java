package ai.kaleem.release.agent.outbound.docker;

import static org.awaitility.Awaitility.await;

import ai.kaleem.release.agent.deploy.ContainerSpec;
import ai.kaleem.release.agent.deploy.Place;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ImageRef;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.ServiceSpec;
import ai.kaleem.release.common.contract.ServiceSpecBuilder;
import ai.kaleem.release.common.registry.LoginFile;
import ai.kaleem.release.common.testing.Images;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A place of its own on the real engine, with a small web server to run there. Closing it leaves nothing behind. */
public final class DockerPlace implements AutoCloseable {

    public static final String SOCKET =
            Optional.ofNullable(System.getenv("DOCKER_HOST")).orElse("unix:///var/run/docker.sock");

    /** Answers its version; {@code /headers} what it was sent; {@code /slow} late; {@code /shop} after {@code DELAY}
     * milliseconds, and {@code ERRORS} of these badly; a WebSocket gets the version over and over. */
    private static final String SERVER = """
            const http = require('http'), crypto = require('crypto'), version = process.env.VERSION;
            const errors = Number(process.env.ERRORS || 0), delay = Number(process.env.DELAY || 0);
            const server = http.createServer((request, response) => {
              response.setHeader('X-Version', version);
              if (request.url === '/headers') response.end(JSON.stringify(request.headers));
              else if (request.url === '/slow') setTimeout(() => response.end(version), 1500);
              else if (request.url === '/shop') setTimeout(() => {
                if (Math.random() < errors) response.statusCode = 500;
                response.end(version);
              }, delay * (0.8 + 0.4 * Math.random()));
              else response.end(version);
            });
            server.on('upgrade', (request, socket) => {
              const accept = crypto.createHash('sha1')
                .update(request.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64');
              socket.write('HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n'
                + 'Sec-WebSocket-Accept: ' + accept + '\\r\\n\\r\\n');
              const frame = Buffer.concat([Buffer.from([0x81, version.length]), Buffer.from(version)]);
              const timer = setInterval(() => socket.write(frame), 50);
              const end = () => { clearInterval(timer); socket.destroy(); };
              socket.on('data', data => { if ((data[0] & 0x0f) === 8) end(); });
              socket.on('end', end); socket.on('error', end);
            });
            server.listen(3000, () => console.log('serving ' + version));
            process.on('SIGTERM', () => process.exit(0));
            """;

    public final Engine engine;
    private static final Patience QUICK = new Patience(4, Duration.ofMillis(200), Duration.ofSeconds(1));

    public final Place place;
    public final DockerHost host;

    public DockerPlace(Path dataFolder) {
        this(dataFolder, new LoginFile(dataFolder.resolve("config.json"), false, "a.setting"));
    }

    public DockerPlace(Path dataFolder, LoginFile logins) {
        engine = Engine.at(SOCKET, Duration.ofSeconds(60), logins);
        // Docker's names are the only namespace tests share.
        place = new Place("t" + DeploymentId.next().value().substring(16).toLowerCase(Locale.ROOT), "testing");
        host = new DockerHost(engine, dataFolder, QUICK);
    }

    public static List<String> serverCommand() {
        return List.of("node", "-e", SERVER);
    }

    public ServiceSpec service(String name, Map<String, String> environment, List<String> command) {
        return ServiceSpecBuilder.builder()
                .name(name)
                .image(Images.node().asCanonicalNameString())
                .command(command)
                .port(3000)
                .environment(environment)
                .stopGrace(Duration.ofSeconds(5))
                .build();
    }

    public ContainerSpec container(ServiceSpec service) {
        return container(service, null);
    }

    public ContainerSpec container(ServiceSpec service, @Nullable Path envFile) {
        return new ContainerSpec(
                place, DeploymentId.next(), ReleaseId.next(), "1.0.0", service, host.resolve(service.image()), envFile);
    }

    /** Starts the web server and returns once it serves. */
    public String runs(String version) {
        return runs(version, Map.of());
    }

    /** With more of its environment than the version. */
    public String runs(String version, Map<String, String> more) {
        var environment = new HashMap<>(more);
        environment.put("VERSION", version);
        var container = container(service("api", environment, serverCommand()));
        host.create(container);
        host.start(container.name());
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> host.logs(container.name(), 10).contains("serving " + version));
        return container.name();
    }

    /** Runs something else of the place, such as a datastore, the way an operator would: without labels of ours. */
    public String runsForeign(String name, String image, List<String> environment, String... command) {
        return runsForeign(name, image, it -> {
            it.withEnv(environment);
            if (command.length > 0) {
                it.withCmd(command);
            }
        });
    }

    public String runsForeign(String name, String image, Consumer<CreateContainerCmd> as) {
        var full = place.app() + "-" + name;
        engine.tell("Running " + full, docker -> {
            var create = docker.createContainerCmd(image).withName(full).withLabels(Map.of("kaleem.test", place.app()));
            as.accept(create);
            create.exec();
            docker.startContainerCmd(full).exec();
        });
        return full;
    }

    /** An image that is as the container is now, and goes with this place. */
    public String imageOf(String container) {
        return engine.ask(
                "Making an image of " + container,
                docker -> docker.commitCmd(container)
                        .withRepository("kaleem-test-" + container)
                        .withLabels(Map.of("kaleem.test", place.app()))
                        .exec());
    }

    /** The names of containers and networks of the place that end so. */
    public List<String> named(String ending) {
        return engine.ask(
                "Listing",
                docker -> Stream.concat(
                                docker.listContainersCmd().withShowAll(true).exec().stream()
                                        .flatMap(it -> Stream.of(it.getNames())),
                                docker.listNetworksCmd().exec().stream().map(Network::getName))
                        .filter(it -> it.contains(place.app()) && it.endsWith(ending))
                        .toList());
    }

    public ImageRef image() {
        return host.resolve(Images.node().asCanonicalNameString());
    }

    @Override
    public void close() throws IOException {
        engine.tell("Cleaning up", docker -> {
            for (var label : List.of(Labels.APP, "kaleem.test")) {
                for (var it : docker.listContainersCmd()
                        .withShowAll(true)
                        .withLabelFilter(Map.of(label, place.app()))
                        .exec()) {
                    Engine.settle(
                            docker,
                            client -> client.removeContainerCmd(it.getId())
                                    .withForce(true)
                                    .withRemoveVolumes(true)
                                    .exec());
                }
            }
            for (var it : docker.listImagesCmd()
                    .withLabelFilter(Map.of("kaleem.test", place.app()))
                    .exec()) {
                Engine.settle(
                        docker,
                        client -> client.removeImageCmd(it.getId())
                                .withForce(true)
                                .exec());
            }
            for (var it : docker.listNetworksCmd()
                    .withFilter("label", List.of(Labels.APP + "=" + place.app()))
                    .exec()) {
                Engine.settle(
                        docker, client -> client.removeNetworkCmd(it.getId()).exec());
            }
        });
        engine.close();
    }
}
