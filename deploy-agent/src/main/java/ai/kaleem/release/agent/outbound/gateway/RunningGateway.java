package ai.kaleem.release.agent.outbound.gateway;

import ai.kaleem.release.agent.deploy.Route;
import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.agent.deploy.Traffic;
import ai.kaleem.release.agent.outbound.docker.Networks;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The HAProxy that runs for a route, which may be just starting again at any moment. */
record RunningGateway(Route route, ConfigurationFile files, GatewayContainer container) {

    /** Within this time a restarted HAProxy is back and follows. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Duration ANSWER = Duration.ofSeconds(3);
    private static final Duration LOOK = Duration.ofMillis(25);

    static List<String> networks(Route route) {
        return Networks.of(route.place(), route.networks());
    }

    /** Until it does as its file says, whatever happens to it meanwhile. */
    void follow(Routing routing) {
        var api = api();
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

    /** Until it is up, wherever its servers are. */
    void awaitAnswer() {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                api().state();
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

    /** One that is just being started again reads the file that does. */
    boolean knowsCanaries(boolean withTesters) {
        try {
            return api().knowsCanaries() && (!withTesters || api().knowsTesters());
        } catch (IOException notThere) {
            return true;
        }
    }

    /** What a server still has; also where HAProxy is just starting again, and so has none. */
    int sessions(String name) {
        try {
            var server = files.read().flatMap(it -> it.of(name));
            return server.isEmpty() ? 0 : api().sessions(server.get().slotName());
        } catch (IOException notThere) {
            return 1;
        }
    }

    Traffic traffic() {
        return new HaproxyTraffic(new RequestLog(socket()), files);
    }

    private RuntimeApi api() {
        return new RuntimeApi(socket());
    }

    private AdminSocket socket() {
        return new AdminSocket(files.socket(), ANSWER);
    }

    static void pause() {
        try {
            Thread.sleep(LOOK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StepFailed("Interrupted", null, e);
        }
    }
}
