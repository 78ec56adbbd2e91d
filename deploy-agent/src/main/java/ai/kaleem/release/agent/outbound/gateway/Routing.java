package ai.kaleem.release.agent.outbound.gateway;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a gateway sends traffic.
 *
 * @param port the gateway listens on, inside its container
 * @param servers by slot; the slots that are not named are free
 * @param held whether requests wait instead of being answered
 */
record Routing(int port, List<Server> servers, boolean held) {

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

    Routing {
        servers = List.copyOf(servers);
    }

    static Routing closed(int port) {
        return new Routing(port, List.of(), false);
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
        return new Routing(port, next, held);
    }

    /** Nobody takes anything new. */
    Routing toNone() {
        return new Routing(
                port,
                servers.stream()
                        .map(it -> new Server(it.slot(), it.container(), it.port(), 0))
                        .toList(),
                held);
    }

    Routing at(int newPort) {
        return new Routing(newPort, servers, held);
    }

    Routing without(String container) {
        return new Routing(
                port,
                servers.stream().filter(it -> !it.container().equals(container)).toList(),
                held);
    }

    Routing withHold(boolean hold) {
        return new Routing(port, servers, hold);
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
                .filter(it -> !it.isLive())
                .findFirst()
                .map(Server::slot)
                .orElseThrow(() -> new IllegalStateException("All %d servers take traffic".formatted(SLOTS)));
    }
}
