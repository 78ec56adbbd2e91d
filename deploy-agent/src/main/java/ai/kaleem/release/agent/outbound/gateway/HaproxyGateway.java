package ai.kaleem.release.agent.outbound.gateway;

import ai.kaleem.release.agent.deploy.Frontage;
import ai.kaleem.release.agent.deploy.Gateway;
import ai.kaleem.release.agent.deploy.Route;
import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.agent.deploy.Traffic;
import ai.kaleem.release.agent.outbound.disk.Durable;
import ai.kaleem.release.agent.outbound.docker.Engine;
import ai.kaleem.release.common.contract.Canary;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
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
            running(route).follow(routing);
        });
    }

    @Override
    public void prepare(Route route, Frontage frontage, String name) {
        locked(route, () -> {
            var files = files(route);
            files.write(Routing.closed(route.port()).allTo(name, route.port()));
            RouteFile.write(folder.resolve(route.gateway()), frontage);
            container.prepare(route, files, frontage);
            running(route).awaitAnswer();
        });
    }

    @Override
    public void open(Route route) {
        locked(route, () -> {
            var home = folder.resolve(route.gateway());
            container.open(route, RouteFile.frontage(home).orElseThrow());
            running(route).follow(files(route).read().orElseThrow());
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
        if (container.address(name, RunningGateway.networks(route)) == null) {
            throw new StepFailed("Container '%s' does not run, so it gets no traffic".formatted(name));
        }
        change(route, it -> withoutGone(route, it).allTo(name, route.port(), route.lane()));
        log.info("{} sends all traffic to {}", route.gateway(), name);
    }

    @Override
    public void split(Route route, String name, int share, Canary.@Nullable Match testers) {
        if (container.address(name, RunningGateway.networks(route)) == null) {
            throw new StepFailed("Container '%s' does not run, so it gets no traffic".formatted(name));
        }
        change(route, it -> withoutGone(route, it).someTo(name, route.port(), share, testers));
        if (!running(route).knowsCanaries(testers != null)) {
            throw new StepFailed(
                    "Gateway '%s' runs since before such canaries were known; let it read its configuration again: docker kill -s USR2 %s"
                            .formatted(route.gateway(), route.gateway()));
        }
        log.info("{} sends {} % of the visitors to {}, testers: {}", route.gateway(), share, name, testers);
    }

    @Override
    public Traffic watch(Route route) {
        return running(route).traffic();
    }

    /** What was drained and then ended or removed needs no slot any more. */
    private Routing withoutGone(Route route, Routing routing) {
        var left = routing;
        for (var server : routing.servers()) {
            if (!left.uses(server) && container.address(server.container(), RunningGateway.networks(route)) == null) {
                left = left.without(server.container());
            }
        }
        return left;
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
        for (var idle = 0; idle < 2; RunningGateway.pause()) {
            idle = running(route).sessions(name) == 0 ? idle + 1 : 0;
            if (idle < 2 && System.nanoTime() > deadline) {
                return false;
            }
        }
        change(route, it -> it.without(name));
        return true;
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
            running(route).follow(after);
        });
    }

    private RunningGateway running(Route route) {
        return new RunningGateway(route, files(route), container);
    }

    private ConfigurationFile files(Route route) {
        return new ConfigurationFile(folder.resolve(route.gateway()), holdLimit);
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
