package ai.kaleem.release.system.world;

import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.testing.Images;
import ai.kaleem.release.common.testing.Registry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A product in production: the sample under a name of its own, with its own Redis, network, port and team. */
public final class Shop implements AutoCloseable {

    private final Installation installation;
    private final Source source;
    private final String app;
    private final int port;
    private final Storefront storefront;
    private final Inbox inbox;
    private Plan plan;

    private Shop(Installation installation, String name, Plan plan, UnaryOperator<Source> from) {
        this.installation = installation;
        this.app = installation.prefix() + "-" + name;
        this.source = from.apply(installation.source())
                .copiedTo(installation.folder().resolve("repositories").resolve(app));
        this.port = Ports.free();
        this.storefront = new Storefront(port);
        this.inbox = new Inbox(installation.folder().resolve("inbox"));
        this.plan = plan;
        Command.run("docker", "network", "create", "--label", installation.label(), app);
        Command.run(
                "docker",
                "run",
                "--detach",
                "--name",
                redis(),
                "--network",
                app,
                "--network-alias",
                "redis",
                "--restart",
                "unless-stopped",
                "--label",
                installation.label(),
                Images.redis().asCanonicalNameString());
        put(plan);
    }

    /** Nothing of it runs yet but its database. */
    public static Shop planned(Installation installation, String name, Plan plan) {
        return new Shop(installation, name, plan, it -> it);
    }

    /** Nothing of it runs yet; its images are in a registry and nowhere else. */
    public static Shop planned(
            Installation installation, String name, Plan plan, Registry registry, List<String> versions) {
        return new Shop(installation, name, plan, it -> it.pushedTo(registry, "shops/" + name, versions));
    }

    /** 1.0.0 runs. */
    public static Shop open(Installation installation, String name, Plan plan) {
        var shop = planned(installation, name, plan);
        shop.release("1.0.0").endsAs("SUCCEEDED");
        shop.isServedBy("1.0.0");
        return shop;
    }

    /** Changes the plan of all releases to come. */
    public void put(Plan changed) {
        plan = changed;
        var yaml = plan.yaml(app, source, installation.agentName(), port, app, redis(), inbox.channel());
        var status = installation.client().putPlan(app, yaml);
        if (status.status() / 100 != 2) {
            throw new AssertionError(
                    "The plan was refused: %s".formatted(status.response().body()));
        }
    }

    public Plan plan() {
        return plan;
    }

    private String redis() {
        return app + "-redis";
    }

    public String app() {
        return app;
    }

    public Inbox inbox() {
        return inbox;
    }

    /** Asks for a version as its team would: by number, from its tag. */
    public ReleaseRun release(String version) {
        return request(Map.of("app", app, "environment", "production", "version", version));
    }

    /** Asks for what is tagged otherwise under a version of its own, so that it can be released again and again. */
    public ReleaseRun release(String version, String madeOf) {
        return request(Map.of(
                "app",
                app,
                "environment",
                "production",
                "version",
                version,
                "ref",
                "v" + madeOf,
                "images",
                Map.of("api", source.image(madeOf))));
    }

    /** Asks for a commit under a version that no tag names yet. */
    public ReleaseRun releaseOf(String ref, String version) {
        return request(Map.of("app", app, "environment", "production", "version", version, "ref", ref));
    }

    /** The commit that a ref of its repository means; empty where there is none. */
    public String commit(String ref) {
        return source.commit(ref);
    }

    /** Asks for an image that may not exist; without a ref no gate looks at the source. */
    public ReleaseRun releaseOfImage(String version, @Nullable String ref, String image) {
        var body = new HashMap<String, Object>(
                Map.of("app", app, "environment", "production", "version", version, "images", Map.of("api", image)));
        if (ref != null) {
            body.put("ref", ref);
        }
        return request(body);
    }

    private ReleaseRun request(Map<String, ?> body) {
        var placed = installation
                .client()
                .post("/api/v1/releases", body)
                .expecting(202)
                .body();
        return new ReleaseRun(installation, this, placed);
    }

    /** @param to a version; null for the one before */
    public ReleaseRun rollBack(@Nullable String to, String data) {
        var body = new HashMap<String, String>(Map.of("data", data, "reason", "customers cannot pay"));
        if (to != null) {
            body.put("to", to);
        }
        var placed = installation
                .client()
                .post("/api/v1/apps/%s/environments/production/rollback".formatted(app), body)
                .expecting(202)
                .body();
        return new ReleaseRun(installation, this, placed);
    }

    /** What release-api says of the environment. */
    public JsonNode environment() {
        return installation
                .client()
                .get("/api/v1/apps/%s/environments/production".formatted(app))
                .expecting(200)
                .body();
    }

    public Load underLoad() {
        return Load.on(port, installation.folder().resolve("load"), List.of());
    }

    /** The version that customers reach; empty where nothing answers. */
    public String version() {
        return storefront.version();
    }

    /** Waits a moment: the proof is what customers get. */
    public void isServedBy(String version) {
        await(app + " is served by " + version)
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(50))
                .until(this::version, version::equals);
    }

    public JsonNode products() {
        return storefront.products();
    }

    public void sells(String name, double price) {
        storefront.sells(name, price);
    }

    /** Ids of its running containers with what each was started as, gateway included. */
    public List<String> containers() {
        return Command.run(
                        "docker",
                        "ps",
                        "--no-trunc",
                        "--filter",
                        "label=kaleem.release.app=" + app,
                        "--format",
                        "{{.ID}} {{.Names}}")
                .lines()
                .sorted()
                .toList();
    }

    /** Ends HAProxy as a crash would, seen from outside: the engine must bring it back. */
    public void killGateway() {
        var name = containers().stream()
                .map(it -> it.split(" ")[1])
                .filter(it -> it.contains("gateway"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no gateway among " + containers()));
        var pid = Long.parseLong(Command.run("docker", "inspect", "--format", "{{.State.Pid}}", name));
        var process = ProcessHandle.of(pid).orElseThrow();
        if (!process.destroyForcibly()) {
            throw new AssertionError("Only root may end the gateway's process");
        }
    }

    /** Nobody can fetch its source any more. */
    public void loseTheRepository() {
        source.goAway();
    }

    @Override
    public void close() {
        inbox.close();
        var leftovers = new Leftovers(app);
        leftovers.removeApp(app);
        leftovers.remove("kaleem.release.app=" + app);
        leftovers.removePulled(source.image());
    }
}
