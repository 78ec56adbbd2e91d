package ai.kaleem.release.system.world;

import ai.kaleem.release.common.testing.Images;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.testcontainers.utility.DockerImageName;

/**
 * All of Kaleem Release on this machine, as its owner runs it: four processes from their jars, a broker with one user each,
 * ports and folders of its own. Everything it makes carries its prefix and is gone at the end.
 */
public final class Installation implements AutoCloseable {

    public static final Path ROOT =
            Path.of(System.getProperty("kaleem.root", "..")).toAbsolutePath().normalize();

    private static @Nullable Installation shared;

    private final String prefix =
            "kst%05d".formatted(ThreadLocalRandom.current().nextInt(100_000));
    private final String agentName = prefix;
    private final Path folder = ROOT.resolve("system-tests/target/system").resolve(prefix);
    private final Path secrets = folder.resolve("secrets");
    private final Map<String, Integer> ports = new HashMap<>();
    private final Broker broker;
    private final ServiceProcess api;
    private final ServiceProcess gates;
    private final ServiceProcess agent;
    private final ServiceProcess notifier;
    private volatile ReleaseApi client;
    private final List<ServiceProcess> others = new CopyOnWriteArrayList<>();
    private @Nullable Source source;
    private boolean closed;

    private Installation(DockerImageName brokerImage) {
        try {
            Files.createDirectories(secrets);
            Files.createDirectories(folder.resolve("log"));
            Command.run(ROOT.resolve("scripts/secrets").toString(), secrets.toString(), agentName);
            Files.writeString(secrets.resolve("rabbitmq.conf"), """
                    load_definitions = /etc/rabbitmq/definitions.json
                    disk_free_limit.absolute = 200MB
                    vm_memory_high_watermark.absolute = 300MB
                    max_message_size = 4194304
                    """);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Stream.of("release-api", "gate-service", "deploy-agent", "notifier").forEach(it -> ports.put(it, Ports.free()));
        broker = new Broker(prefix + "-rabbitmq", label(), secrets, brokerImage);
        api = web(
                "release-api",
                "128m",
                Map.of(
                        "KALEEM_API_TOKEN_HASH_FILE",
                        secrets.resolve("token.sha256").toString(),
                        "KALEEM_API_PEPPER_FILE",
                        secrets.resolve("pepper").toString(),
                        "KALEEM_GATES_URL",
                        "http://127.0.0.1:" + ports.get("gate-service")));
        gates = web(
                "gate-service",
                "96m",
                Map.of("KALEEM_GATES_DATA_FOLDER", data("gate-service").toString()));
        notifier = web("notifier", "96m", Map.of());
        agent = agent();
        client = new ReleaseApi(URI.create("http://127.0.0.1:" + ports.get("release-api")), secret("token"));
    }

    /** One for all journeys of this run, started at first use. */
    public static synchronized Installation shared() {
        if (shared == null) {
            shared = started();
        }
        return shared;
    }

    /** Ends the one of all journeys, when there was one. */
    static synchronized void closeShared() {
        if (shared != null) {
            shared.close();
            shared = null;
        }
    }

    /** One of its own of which nothing runs yet, for who wants to break it. */
    public static Installation prepared() {
        return prepared(Images.rabbitmq());
    }

    /** The same with a broker of one's own choice. */
    public static Installation prepared(DockerImageName brokerImage) {
        var installation = new Installation(brokerImage);
        Runtime.getRuntime().addShutdownHook(new Thread(installation::close));
        return installation;
    }

    /** One of its own that runs. */
    public static Installation started() {
        var installation = prepared();
        installation.start();
        return installation;
    }

    /** Starts what was prepared and waits until all of it is healthy. */
    public void start() {
        broker.create();
        services().forEach(ServiceProcess::launch);
        services().forEach(ServiceProcess::awaitHealthy);
    }

    private ServiceProcess web(String name, String heap, Map<String, String> settings) {
        var all = new HashMap<>(settings);
        all.put("SERVER_ADDRESS", "127.0.0.1");
        all.put("SERVER_PORT", String.valueOf(ports.get(name)));
        all.put("RABBITMQ_URL", brokerUrl(name));
        all.put("KALEEM_EMBEDDED_MONGO_FOLDER", data(name).resolve("mongo").toString());
        all.put("KALEEM_INTERNAL_TOKEN_FILE", secrets.resolve("internal-token").toString());
        var health = URI.create("http://127.0.0.1:%d/actuator/health".formatted(ports.get(name)));
        return new ServiceProcess(name, heap, health, data(name), log(name), List.of(), all);
    }

    private ServiceProcess agent() {
        var name = "deploy-agent";
        var settings = Map.of(
                "RABBITMQ_URL", brokerUrl("agent." + agentName),
                "KALEEM_AGENT_NAME", agentName,
                "KALEEM_AGENT_DATA_FOLDER", data(name).toString(),
                "KALEEM_AGENT_GATEWAY_IMAGE", Images.haproxy().asCanonicalNameString(),
                "KALEEM_AGENT_HEALTH_PORT", String.valueOf(ports.get(name)),
                "KALEEM_AGENT_DOCKER_HOST",
                        Objects.requireNonNullElse(System.getenv("DOCKER_HOST"), "unix:///var/run/docker.sock"));
        var health = URI.create("http://127.0.0.1:%d/health".formatted(ports.get(name)));
        return new ServiceProcess(name, "64m", health, data(name), log(name), List.of(), settings);
    }

    /** A second instance of a service but the agent, with a port and folders of its own, and the store that its settings name. */
    public ServiceProcess another(ServiceProcess first) {
        var port = Ports.free();
        var own = first.name() + "-2";
        var second = first.instance(
                URI.create("http://127.0.0.1:%d/actuator/health".formatted(port)),
                data(own),
                log(own),
                Map.of(
                        "SERVER_PORT",
                        String.valueOf(port),
                        "KALEEM_GATES_DATA_FOLDER",
                        data(own).toString()));
        others.add(second);
        return second;
    }

    private Path data(String name) {
        return folder.resolve("data").resolve(name);
    }

    private Path log(String name) {
        return folder.resolve("log").resolve(name + ".log");
    }

    private String brokerUrl(String user) {
        return "amqp://%s:%s@127.0.0.1:%d".formatted(user, secret("rabbitmq." + user), broker.port());
    }

    /** Made once, at first use. */
    public synchronized Source source() {
        if (source == null) {
            source = Source.made(folder.resolve("sample"), prefix + "-api");
        }
        return source;
    }

    /** For whoever looks into a journey afterwards. */
    synchronized void note(String text) {
        try {
            Files.writeString(
                    folder.resolve("log/releases.json"),
                    text + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String secret(String name) {
        try {
            return Files.readString(secrets.resolve(name)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String prefix() {
        return prefix;
    }

    /** What every container and network made here carries. */
    public String label() {
        return "ai.kaleem.release.system-tests=" + prefix;
    }

    public String agentName() {
        return agentName;
    }

    public Path folder() {
        return folder;
    }

    public ReleaseApi client() {
        return client;
    }

    /** From now on everybody here asks release-api at that address, as that of a load balancer. */
    public void askAt(URI address) {
        client = client.at(address);
    }

    public Broker broker() {
        return broker;
    }

    public ServiceProcess releaseApi() {
        return api;
    }

    public ServiceProcess gateService() {
        return gates;
    }

    public ServiceProcess deployAgent() {
        return agent;
    }

    public ServiceProcess notifier() {
        return notifier;
    }

    public List<ServiceProcess> services() {
        return List.of(api, gates, notifier, agent);
    }

    /** Ends the processes and removes every container and network that was made here; the logs stay. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        others.forEach(ServiceProcess::kill);
        services().forEach(it -> it.revivedWhenKilled(false).kill());
        broker.removeOutside();
        var docker = new Leftovers(prefix);
        docker.remove(label());
        docker.removeImages();
    }

    /** How long a release may take here: this machine has other work too. */
    static Duration patience() {
        return Duration.ofSeconds(120);
    }
}
