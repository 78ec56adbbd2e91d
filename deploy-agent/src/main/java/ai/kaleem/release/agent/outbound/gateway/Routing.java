package ai.kaleem.release.agent.outbound.gateway;

import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.common.contract.Canary.Match;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a gateway sends traffic: to one server of each lane, all of which share it.
 *
 * @param port the gateway listens on, inside its container
 * @param servers by slot; the slots that are not named are free
 * @param held whether requests wait instead of being answered
 * @param canary who else gets some of the traffic; null where the target gets all of it
 * @param slots that its HAProxy was started with; null for {@link #FEW}, as older agents left it out
 */
record Routing(
        int port,
        List<Server> servers,
        boolean held,
        @Nullable Canary canary,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer slots) {

    /** Slots of a gateway that was made when a service had one container. */
    static final int FEW = 4;

    /** Slots a gateway has: five that serve, five to come, and some still drained. */
    static final int SLOTS = 12;

    /** The weight of a server that takes all traffic. */
    static final int WHOLE = 100;

    /**
     * @param slot from 1
     * @param container its name, which Docker resolves
     * @param weight 0 takes no new request but finishes the ones it has
     * @param lane null for the first
     */
    record Server(
            int slot,
            String container,
            int port,
            int weight,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String lane) {

        /** As Docker names containers; nothing else may reach the configuration or the Runtime API. */
        private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]*");

        Server {
            if (!NAME.matcher(container).matches()) {
                throw new IllegalArgumentException("'%s' is not the name of a container".formatted(container));
            }
        }

        private Server weighing(int newWeight) {
            return new Server(slot, container, port, newWeight, lane);
        }

        private boolean isIn(@Nullable String wanted) {
            return Objects.equals(lane, wanted);
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
        return new Routing(port, List.of(), false, null, SLOTS);
    }

    Optional<Server> of(String container) {
        return servers.stream().filter(it -> it.container().equals(container)).findFirst();
    }

    Optional<Server> in(int slot) {
        return servers.stream().filter(it -> it.slot() == slot).findFirst();
    }

    /** The server that takes the traffic of the first lane that is open; none where the gateway answers 503. */
    Optional<Server> target() {
        return servers.stream().filter(Server::isLive).findFirst();
    }

    /** The server that takes the traffic of that lane. */
    Optional<Server> target(@Nullable String lane) {
        return servers.stream().filter(it -> it.isLive() && it.isIn(lane)).findFirst();
    }

    @JsonIgnore
    int size() {
        return slots == null ? FEW : slots;
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
        return allTo(container, containerPort, null);
    }

    /** All traffic of a lane to one container; the others of that lane take nothing new. */
    Routing allTo(String container, int containerPort, @Nullable String lane) {
        var slot = of(container).map(Server::slot).orElseGet(this::slotToUse);
        var next = new ArrayList<Server>();
        for (var server : servers) {
            if (server.slot() != slot) {
                next.add(server.isIn(lane) ? server.weighing(0) : server);
            }
        }
        next.add(new Server(slot, container, containerPort, WHOLE, lane));
        return with(next, null);
    }

    /** Some of the traffic to one container, the rest stays where it is. */
    Routing someTo(String container, int containerPort, int share, @Nullable Match testers) {
        var slot = of(container).map(Server::slot).orElseGet(this::slotToUse);
        var next =
                new ArrayList<>(servers.stream().filter(it -> it.slot() != slot).toList());
        next.add(new Server(slot, container, containerPort, 0, null));
        return with(next, new Canary(container, share, testers));
    }

    /** Nobody of that lane takes anything new. */
    Routing toNone(@Nullable String lane) {
        return with(
                servers.stream().map(it -> it.isIn(lane) ? it.weighing(0) : it).toList(), null);
    }

    /** As one is that is made now. */
    Routing roomy() {
        return new Routing(port, servers, held, canary, SLOTS);
    }

    Routing at(int newPort) {
        return new Routing(newPort, servers, held, canary, slots);
    }

    Routing without(String container) {
        return with(
                servers.stream().filter(it -> !it.container().equals(container)).toList(),
                canary != null && canary.container().equals(container) ? null : canary);
    }

    Routing withHold(boolean hold) {
        return new Routing(port, servers, hold, canary, slots);
    }

    private Routing with(List<Server> next, @Nullable Canary trial) {
        return new Routing(port, next, held, trial, slots);
    }

    /** In turn, so that the name of one that was freed has long been settled when it is used again. */
    private int slotToUse() {
        var last = target().map(Server::slot).orElse(0);
        for (var step = 0; step < size(); step++) {
            var slot = (last + step) % size() + 1;
            if (in(slot).isEmpty()) {
                return slot;
            }
        }
        return servers.stream()
                .filter(it -> !uses(it))
                .findFirst()
                .map(Server::slot)
                .orElseThrow(() -> new StepFailed(
                        "The gateway has %d places, and all take traffic: it was made before services had replicas. Remove its container, which is away until the next try, and release again"
                                .formatted(size())));
    }
}
