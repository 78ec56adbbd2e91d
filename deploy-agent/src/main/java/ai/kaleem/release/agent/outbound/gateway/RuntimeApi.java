package ai.kaleem.release.agent.outbound.gateway;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Brings a running HAProxy to a routing, without a reload. Every change may be repeated. */
final class RuntimeApi {

    private static final String BACKEND = "service";

    private final AdminSocket socket;

    RuntimeApi(AdminSocket socket) {
        this.socket = socket;
    }

    /**
     * Puts the servers that serve to work, and only when they take traffic drains the others, so that at no moment nobody
     * serves.
     *
     * @param addresses of the containers that run, so that they have traffic before Docker's name server is asked; for one
     *     that does not run the routing stands, and waits for it
     * @return whether the running process follows the routing now; false asks for another try
     */
    boolean apply(Routing routing, Map<String, String> addresses) throws IOException {
        var now = state();
        var first = new ArrayList<String>();
        first.add("experimental-mode on");
        first.add("set var proc.hold str(%d)".formatted(routing.held() ? 1 : 0));
        for (var server : routing.servers()) {
            if (routing.uses(server)) {
                serve(server, now, addresses.get(server.container()), first);
            }
        }
        first.addAll(Trial.of(routing).commands());
        socket.ask(first);
        if (!state().serves(routing, addresses.keySet())) {
            return false;
        }
        var then = new ArrayList<String>();
        for (var slot = 1; slot <= routing.size(); slot++) {
            var server = routing.in(slot);
            if (server.isEmpty()) {
                free("s" + slot, routing, now, then);
            } else if (!routing.uses(server.get())) {
                then.add("set server %s/s%d state drain".formatted(BACKEND, slot));
            }
        }
        socket.ask(then);
        return state().follows(routing, addresses.keySet())
                && holds() == routing.held()
                && Trial.of(routing).isSaidBy(socket.ask(Trial.questions()));
    }

    /** Whether it was started with a configuration that knows canaries. */
    boolean knowsCanaries() throws IOException {
        return socket.ask("show events").contains(RequestLog.NAME);
    }

    /** Whether it was started with a configuration that knows testers. */
    boolean knowsTesters() throws IOException {
        return socket.ask("get var proc.knows").contains("<testers>");
    }

    private static void serve(
            Routing.Server server, RuntimeState now, @Nullable String address, List<String> commands) {
        var name = "%s/%s".formatted(BACKEND, server.slotName());
        var actual = now.of(server.slotName());
        if (actual.filter(it -> it.fqdn().equals(server.container())).isEmpty()) {
            commands.add("set server %s fqdn %s".formatted(name, server.container()));
        }
        if (address != null) {
            commands.add("set server %s addr %s port %d".formatted(name, address, server.port()));
        }
        commands.add("set server %s weight %d".formatted(name, server.weight()));
        commands.add("set server %s state ready".formatted(name));
    }

    /** A free slot is given the name of the server in charge: a name nobody has would be looked up over and over. */
    private static void free(String slotName, Routing routing, RuntimeState now, List<String> commands) {
        var name = "%s/%s".formatted(BACKEND, slotName);
        commands.add("set server %s state maint".formatted(name));
        var named = now.of(slotName).filter(it -> !it.fqdn().equals("-")).isPresent();
        routing.target()
                .filter(target -> named)
                .ifPresent(target -> commands.add("set server %s fqdn %s".formatted(name, target.container())));
    }

    RuntimeState state() throws IOException {
        var answer = socket.ask("show servers state " + BACKEND);
        var state = RuntimeState.parse(answer);
        if (state.servers().isEmpty()) {
            throw new IOException("HAProxy does not know its servers: %s".formatted(answer.strip()));
        }
        return state;
    }

    private boolean holds() throws IOException {
        return socket.ask("get var proc.hold").contains("<1>");
    }

    /** Requests and tunnels (WebSockets) a server still has. */
    int sessions(String slotName) throws IOException {
        for (var line : socket.ask("show stat " + BACKEND + " 4 -1").split("\n")) {
            var fields = line.split(",");
            if (fields.length > 4 && fields[1].equals(slotName)) {
                return Integer.parseInt(fields[4]);
            }
        }
        throw new IOException("HAProxy has no server %s".formatted(slotName));
    }
}
