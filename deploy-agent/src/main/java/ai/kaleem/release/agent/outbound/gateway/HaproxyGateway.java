package ai.kaleem.release.agent.outbound.gateway;

import ai.kaleem.release.agent.deploy.Frontage;
import ai.kaleem.release.agent.deploy.Gateway;
import ai.kaleem.release.agent.deploy.Route;
import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.agent.deploy.Traffic;
import ai.kaleem.release.agent.outbound.disk.Durable;
import ai.kaleem.release.agent.outbound.docker.Engine;
import ai.kaleem.release.agent.outbound.docker.Networks;
import ai.kaleem.release.common.contract.Canary;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HAProxy per routed service. What is wanted is written to its configuration first, then applied to the running
 * process without a reload; so a crash between the two heals with HAProxy's next start or with {@link #reconcile()}.
 */
public final class HaproxyGateway implements Gateway {

    private static final Logger log = LoggerFactory.getLogger(HaproxyGateway.class);

    /** Within this time a restarted HAProxy is back and follows. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Duration ANSWER = Duration.ofSeconds(3);
    private static final Duration LOOK = Duration.ofMillis(25);

    private final GatewayContainer container;
    private final Path folder;
    private final Duration holdLimit;
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

    /**
     * @param image of HAProxy
     * @param folder where the gateways' configurations live; the engine mounts it under the same path
     * @param holdLimit how long a held request waits before it gets 503
     */
    public HaproxyGateway(Engine engine, String image, Path folder, Duration holdLimit) {
        this.container = new GatewayContainer(engine, image);
        this.folder = folder.toAbsolutePath();
        this.holdLimit = holdLimit;
    }

    @Override
    public Optional<String> obstacle(Route route) {
        return container.obstacle(route);
    }

    @Override
    public void ensure(Route route) {
        locked(route, () -> {
            var files = files(route);
            var routing = withoutGone(
                    route, files.read().orElse(Routing.closed(route.port())).at(route.port()));
            if (!container.isThere(route)) {
                routing = routing.roomy();
            }
            files.write(routing);
            RouteFile.write(folder.resolve(route.gateway()), route.whole());
            container.ensure(route, files, RouteFile.frontage(folder.resolve(route.gateway())));
            follow(route, routing);
        });
    }

    @Override
    public void prepare(Route route, Frontage frontage, String name) {
        locked(route, () -> {
            var files = files(route);
            files.write(Routing.closed(route.port()).allTo(name, route.port()));
            RouteFile.write(folder.resolve(route.gateway()), frontage);
            container.prepare(route, files, frontage);
            awaitAnswer(route);
        });
    }

    @Override
    public void open(Route route) {
        locked(route, () -> {
            var home = folder.resolve(route.gateway());
            container.open(route, RouteFile.frontage(home).orElseThrow());
            follow(route, files(route).read().orElseThrow());
            // From here on it is made to run again at each start of the agent.
            RouteFile.write(home, route);
            container.settle(route);
        });
    }

    @Override
    public Optional<String> target(Route route) {
        try {
            return files(route).read().flatMap(it -> it.target(route.lane())).map(Routing.Server::container);
        } catch (IOException e) {
            throw unreadable(route, e);
        }
    }

    @Override
    public void shift(Route route, String name) {
        if (container.address(name, networks(route)) == null) {
            throw new StepFailed("Container '%s' does not run, so it gets no traffic".formatted(name));
        }
        change(route, it -> withoutGone(route, it).allTo(name, route.port(), route.lane()));
        log.info("{} sends all traffic to {}", route.gateway(), name);
    }

    @Override
    public void split(Route route, String name, int share, Canary.@Nullable Match testers) {
        if (container.address(name, networks(route)) == null) {
            throw new StepFailed("Container '%s' does not run, so it gets no traffic".formatted(name));
        }
        change(route, it -> withoutGone(route, it).someTo(name, route.port(), share, testers));
        if (!knowsCanaries(route, testers != null)) {
            throw new StepFailed(
                    "Gateway '%s' runs since before such canaries were known; let it read its configuration again: docker kill -s USR2 %s"
                            .formatted(route.gateway(), route.gateway()));
        }
        log.info("{} sends {} % of the visitors to {}, testers: {}", route.gateway(), share, name, testers);
    }

    /** One that is just being started again reads the file that does. */
    private boolean knowsCanaries(Route route, boolean withTesters) {
        try {
            return api(route).knowsCanaries() && (!withTesters || api(route).knowsTesters());
        } catch (IOException notThere) {
            return true;
        }
    }

    @Override
    public Traffic watch(Route route) {
        return new HaproxyTraffic(new RequestLog(new AdminSocket(files(route).socket(), ANSWER)), files(route));
    }

    /** What was drained and then ended or removed needs no slot any more. */
    private Routing withoutGone(Route route, Routing routing) {
        var left = routing;
        for (var server : routing.servers()) {
            if (!left.uses(server) && container.address(server.container(), networks(route)) == null) {
                left = left.without(server.container());
            }
        }
        return left;
    }

    private static List<String> networks(Route route) {
        return Networks.of(route.place(), route.networks());
    }

    @Override
    public void clear(Route route) {
        change(route, it -> it.toNone(route.lane()));
    }

    @Override
    public boolean drain(Route route, String name, Duration patience) {
        if (target(route).filter(name::equals).isPresent()) {
            throw new StepFailed("'%s' has the traffic of %s; shift it first".formatted(name, route.gateway()));
        }
        var deadline = System.nanoTime() + patience.toNanos();
        // Twice in a row: a thread of HAProxy may have chosen the server just before it was told to drain.
        for (var idle = 0; idle < 2; pause()) {
            idle = sessions(route, name) == 0 ? idle + 1 : 0;
            if (idle < 2 && System.nanoTime() > deadline) {
                return false;
            }
        }
        change(route, it -> it.without(name));
        return true;
    }

    /** What a server still has; also where HAProxy is just starting again, and so has none. */
    private int sessions(Route route, String name) {
        try {
            var server = files(route).read().flatMap(it -> it.of(name));
            return server.isEmpty() ? 0 : api(route).sessions(server.get().slotName());
        } catch (IOException notThere) {
            return 1;
        }
    }

    @Override
    public void hold(Route route) {
        change(route, it -> it.withHold(true));
    }

    @Override
    public void release(Route route) {
        change(route, it -> it.withHold(false));
    }

    @Override
    public void remove(Route route) {
        if (route.lane() != null) {
            clear(route);
            return;
        }
        locked(route, () -> {
            container.remove(route.gateway());
            container.settle(route);
            RouteFile.deleteFolder(folder.resolve(route.gateway()));
        });
    }

    @Override
    public void reconcile() {
        for (var route : RouteFile.readAll(folder)) {
            try {
                ensure(route);
            } catch (StepFailed e) {
                log.error("Gateway {} does not come up: {}", route.gateway(), e.getMessage());
            }
        }
    }

    private void change(Route route, UnaryOperator<Routing> change) {
        locked(route, () -> {
            var files = files(route);
            var before = files.read()
                    .orElseThrow(() -> new StepFailed("Gateway '%s' was never made".formatted(route.gateway())));
            var after = change.apply(before);
            if (!after.equals(before)) {
                files.write(after);
            }
            follow(route, after);
        });
    }

    /** Until the running HAProxy does as its file says, whatever happens to it meanwhile. */
    private void follow(Route route, Routing routing) {
        var api = api(route);
        var networks = networks(route);
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        var last = "nothing";
        while (System.nanoTime() < deadline) {
            try {
                if (api.apply(routing, container.addresses(routing, networks))) {
                    return;
                }
                last = String.valueOf(api.state());
            } catch (IOException e) {
                last = container.startAgain(route.gateway()).orElse(String.valueOf(e.getMessage()));
            }
            pause();
        }
        throw new StepFailed(
                "Gateway '%s' does not answer as it should within %s: %s".formatted(route.gateway(), PATIENCE, last),
                container.logs(route.gateway()));
    }

    /** Until HAProxy is up, wherever its servers are. */
    private void awaitAnswer(Route route) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                api(route).state();
                return;
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw new StepFailed(
                            "Gateway '%s' does not come up within %s: %s"
                                    .formatted(route.gateway(), PATIENCE, e.getMessage()),
                            container.logs(route.gateway()));
                }
            }
            pause();
        }
    }

    private RuntimeApi api(Route route) {
        return new RuntimeApi(new AdminSocket(files(route).socket(), ANSWER));
    }

    private ConfigurationFile files(Route route) {
        return new ConfigurationFile(folder.resolve(route.gateway()), holdLimit);
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StepFailed("Interrupted", null, e);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private void locked(Route route, Work work) {
        var lock = locks.computeIfAbsent(route.gateway(), _ -> new ReentrantLock());
        lock.lock();
        try {
            Durable.folders(folder);
            work.run();
        } catch (IOException e) {
            throw unreadable(route, e);
        } finally {
            lock.unlock();
        }
    }

    private StepFailed unreadable(Route route, IOException e) {
        return new StepFailed(
                "The configuration of gateway '%s' below %s: %s".formatted(route.gateway(), folder, e.getMessage()),
                null,
                e);
    }
}
