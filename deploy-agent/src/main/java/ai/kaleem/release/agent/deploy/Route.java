package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.ServiceSpec;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A service that takes traffic, as its gateway offers it.
 *
 * @param port at which the service's containers listen; on the networks the gateway listens there too
 * @param publish {@code address:port} on the host; null publishes nothing
 * @param networks on which the gateway answers to the service's name
 */
public record Route(
        Place place, String service, int port, @Nullable String publish, List<String> networks) {

    /** @throws NullPointerException where the service is a worker */
    public static Route to(Place place, ServiceSpec service) {
        return new Route(
                place, service.name(), Objects.requireNonNull(service.port()), service.publish(), service.networks());
    }

    /** The gateway's container. */
    public String gateway() {
        return "%s-%s-%s-gateway".formatted(place.app(), place.environment(), service);
    }
}
