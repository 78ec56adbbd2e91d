package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.ServiceSpec;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A service that takes traffic, as its gateway offers it. Of a service with replicas, each has a lane of its own there: what is
 * said of one container leaves those of the other lanes as they are, and the lanes that are open share the traffic.
 *
 * @param port at which the service's containers listen; on the networks the gateway listens there too
 * @param publish {@code address:port} on the host; null publishes nothing
 * @param networks on which the gateway answers to the service's name
 * @param lane null for the first, and of a service that has one
 */
public record Route(
        Place place,
        String service,
        int port,
        @Nullable String publish,
        List<String> networks,
        @Nullable String lane) {

    public Route(Place place, String service, int port, @Nullable String publish, List<String> networks) {
        this(place, service, port, publish, networks, null);
    }

    /** @throws NullPointerException where the service is a worker */
    public static Route to(Place place, ServiceSpec service) {
        return new Route(
                place,
                service.base(),
                Objects.requireNonNull(service.port()),
                service.publish(),
                service.networks(),
                service.replicaOf() == null ? null : service.name());
    }

    /** The gateway's container. */
    public String gateway() {
        return "%s-%s-%s-gateway".formatted(place.app(), place.environment(), service);
    }

    /** With its first lane. */
    public Route whole() {
        return new Route(place, service, port, publish, networks);
    }
}
