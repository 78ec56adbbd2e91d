package ai.kaleem.release.agent.outbound.gateway;

import ai.kaleem.release.common.contract.Canary.Match;
import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a gateway sends traffic.
 *
 * @param port the gateway listens on, inside its container
 * @param servers by slot; the slots that are not named are free
 * @param held whether requests wait instead of being answered
 * @param canary who else gets some of the traffic; null where the target gets all of it
 */
record Routing(
        int port,
        List<Server> servers,
        boolean held,
        @Nullable Canary canary) {

    /** Slots a gateway has: the one that serves, the one to come, and some still drained. */
    static final int SLOTS = 4;

    /** The weight of a server that takes all traffic. */
    static final int WHOLE = 100;

    /**
     * @param slot from 1 to {@link #SLOTS}
     * @param container its name, which Docker resolves
     * @param weight 0 takes no new request but finishes the ones it has
     */
    record Server(int slot, String container, int port, int weight) {

        /** As Docker names containers; nothing else may reach the configuration or the Runtime API. */
        private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]*");

        Server {
            if (!NAME.matcher(container).matches()) {
                throw new IllegalArgumentException("'%s' is not the name of a container".formatted(container));
            }
        }

        @JsonIgnore
        String slotName() {
            return "s" + slot;
        }

        @JsonIgnore
        boolean isLive() {
            return weight > 0;
        }
    }

    /**
     * A server of weight 0 that is given to some visitors by rule, not by balance: should it not answer, the target does.
     *
     * @param share percent of the visitors
     * @param testers who get it whatever the share is; null where there are none
     */
    record Canary(String container, int share, @Nullable Match testers) {

        /** Tells this canary's cookies from those of another. */
        @JsonIgnore
        String generation() {
            return "%08x".formatted(container.hashCode());
        }
    }

    Routing {
        servers = List.copyOf(servers);
    }

    static Routing closed(int port) {
        return new Routing(port, List.of(), false, null);
    }

    Optional<Server> of(String container) {
        return servers.stream().filter(it -> it.container().equals(container)).findFirst();
    }

    Optional<Server> in(int slot) {
        return servers.stream().filter(it -> it.slot() == slot).findFirst();
    }

    /** The server that takes the traffic; none where the gateway answers 503. */
    Optional<Server> target() {
        return servers.stream().filter(Server::isLive).findFirst();
    }

    /** The server that gets some of the traffic; none where there is no canary. */
    Optional<Server> trial() {
        return canary == null ? Optional.empty() : of(canary.container());
    }

    /** Whether new requests may come to it. */
    boolean uses(Server server) {
        return server.isLive() || trial().filter(server::equals).isPresent();
    }

    /** All traffic to one container; the others take nothing new. */
    Routing allTo(String container, int containerPort) {
        var slot = of(container).map(Server::slot).orElseGet(this::slotToUse);
        var next = new ArrayList<Server>();
        for (var server : servers) {
            if (server.slot() != slot) {
                next.add(new Server(server.slot(), server.container(), server.port(), 0));
            }
        }
        next.add(new Server(slot, container, containerPort, WHOLE));
        return new Routing(port, next, held, null);
    }

    /** Some of the traffic to one container, the rest stays where it is. */
    Routing someTo(String container, int containerPort, int share, @Nullable Match testers) {
        var slot = of(container).map(Server::slot).orElseGet(this::slotToUse);
        var next =
                new ArrayList<>(servers.stream().filter(it -> it.slot() != slot).toList());
        next.add(new Server(slot, container, containerPort, 0));
        return new Routing(port, next, held, new Canary(container, share, testers));
    }

    /** Nobody takes anything new. */
    Routing toNone() {
        return new Routing(
                port,
                servers.stream()
                        .map(it -> new Server(it.slot(), it.container(), it.port(), 0))
                        .toList(),
                held,
                null);
    }

    Routing at(int newPort) {
        return new Routing(newPort, servers, held, canary);
    }

    Routing without(String container) {
        return new Routing(
                port,
                servers.stream().filter(it -> !it.container().equals(container)).toList(),
                held,
                canary != null && canary.container().equals(container) ? null : canary);
    }

    Routing withHold(boolean hold) {
        return new Routing(port, servers, hold, canary);
    }

    /** In turn, so that the name of one that was freed has long been settled when it is used again. */
    private int slotToUse() {
        var last = target().map(Server::slot).orElse(0);
        for (var step = 0; step < SLOTS; step++) {
            var slot = (last + step) % SLOTS + 1;
            if (in(slot).isEmpty()) {
                return slot;
            }
        }
        return servers.stream()
                .filter(it -> !uses(it))
                .findFirst()
                .map(Server::slot)
                .orElseThrow(() -> new IllegalStateException("All %d servers take traffic".formatted(SLOTS)));
    }
}
