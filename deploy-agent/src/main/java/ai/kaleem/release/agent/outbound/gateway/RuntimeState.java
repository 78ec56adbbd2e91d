package ai.kaleem.release.agent.outbound.gateway;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a running HAProxy says of its servers: {@code show servers state}, format version 1 (HAProxy 1.7 and later).
 *
 * @param servers by slot name
 */
record RuntimeState(Map<String, Server> servers) {

    private static final int NAME = 3;
    private static final int ADDRESS = 4;
    private static final int OPERATIONAL = 5;
    private static final int ADMINISTRATIVE = 6;
    private static final int WEIGHT = 7;
    private static final int FQDN = 17;
    private static final int PORT = 18;

    private static final int RUNNING = 2;
    private static final int FORCED_MAINTENANCE = 0x01;
    private static final int FORCED_DRAIN = 0x08;
    private static final int NAME_NOT_RESOLVED = 0x20;

    /**
     * @param fqdn the name Docker resolves; {@code -} where only an address was ever set
     * @param maintenance takes nothing at all
     * @param draining takes nothing new
     * @param resolved has an address
     */
    record Server(
            String address,
            String fqdn,
            int port,
            int weight,
            boolean running,
            boolean maintenance,
            boolean draining,
            boolean resolved) {

        boolean takesTraffic() {
            return isThere() && weight > 0;
        }

        /** May be given a request by rule, whatever its weight. */
        boolean isThere() {
            return running && !maintenance && !draining && resolved;
        }
    }

    static RuntimeState parse(String answer) {
        var servers = new HashMap<String, Server>();
        for (var line : answer.split("\n")) {
            var fields = line.trim().split(" ");
            if (line.startsWith("#") || fields.length <= PORT) {
                continue;
            }
            var admin = Integer.parseInt(fields[ADMINISTRATIVE]);
            servers.put(
                    fields[NAME],
                    new Server(
                            fields[ADDRESS],
                            fields[FQDN],
                            Integer.parseInt(fields[PORT]),
                            Integer.parseInt(fields[WEIGHT]),
                            Integer.parseInt(fields[OPERATIONAL]) == RUNNING,
                            (admin & FORCED_MAINTENANCE) != 0,
                            (admin & FORCED_DRAIN) != 0,
                            (admin & NAME_NOT_RESOLVED) == 0));
        }
        return new RuntimeState(servers);
    }

    Optional<Server> of(String slotName) {
        return Optional.ofNullable(servers.get(slotName));
    }

    /** Whether every server that should take traffic, and runs, does. */
    boolean serves(Routing routing, Set<String> running) {
        return routing.servers().stream()
                .filter(it -> routing.uses(it) && running.contains(it.container()))
                .allMatch(wanted -> of(wanted.slotName())
                        .filter(actual -> isReady(actual, wanted))
                        .isPresent());
    }

    /** Whether the running HAProxy sends traffic where the routing says, and nowhere else. */
    boolean follows(Routing routing, Set<String> running) {
        return serves(routing, running)
                && servers.entrySet().stream()
                        .filter(it -> it.getValue().takesTraffic())
                        .allMatch(it -> routing.servers().stream()
                                .anyMatch(wanted ->
                                        wanted.isLive() && wanted.slotName().equals(it.getKey())));
    }

    private static boolean isReady(Server actual, Routing.Server wanted) {
        return actual.isThere()
                && actual.fqdn().equals(wanted.container())
                && actual.port() == wanted.port()
                && actual.weight() == wanted.weight();
    }
}
