package ai.kaleem.release.api.plan;

import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.Request.Policy;
import ai.kaleem.release.common.contract.ServiceSpec;
import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place the app runs, with what is different there already merged in.
 *
 * @param publish address at which the app answers there; null where nothing is published, or one service says its own
 * @param after where a release has to have proved itself first; null where it may come here at once
 * @param follows what it deploys by itself; null where somebody has to ask
 * @param freezes when nothing new comes here; none where an older version stored the plan
 * @param services in the plan's order; an image is a name without a tag, or {@code same-as-<service>}
 */
public record PlannedEnvironment(
        String name,
        String agent,
        @Nullable String publish,
        Policy policy,
        Duration checkWithin,
        Duration waitWithin,
        Decisions decisions,
        @Nullable Predecessor after,
        @Nullable Follows follows,
        List<FreezeRule> freezes,
        List<ServiceSpec> services,
        List<DatastoreSpec> datastores) {

    private static final String SAME_AS = "same-as-";

    public PlannedEnvironment {
        freezes = Objects.requireNonNullElse(freezes, List.of());
    }

    /** The service whose image this one shares, where it shares one. */
    static Optional<String> sharedWith(ServiceSpec service) {
        return service.image().startsWith(SAME_AS)
                ? Optional.of(service.image().substring(SAME_AS.length()))
                : Optional.empty();
    }

    /** The address at which {@code http} gates ask a path. */
    @JsonIgnore
    Optional<String> address() {
        if (publish != null) {
            return Optional.of(publish);
        }
        var published = publishedServices();
        return published.size() == 1 ? Optional.ofNullable(published.getFirst().publish()) : Optional.empty();
    }

    /** Services as they are published: the environment's own address goes to the one routed service that has none. */
    @JsonIgnore
    List<ServiceSpec> publishedServices() {
        return withAddress().stream().filter(it -> it.publish() != null).toList();
    }

    /** Routed services that could take the environment's address; empty where one already says it. */
    @JsonIgnore
    List<ServiceSpec> candidates() {
        if (publish == null || services.stream().anyMatch(it -> publish.equals(it.publish()))) {
            return List.of();
        }
        return services.stream()
                .filter(it -> it.isRouted() && it.publish() == null)
                .toList();
    }

    /** Services in dependency order, each with its address and its network. */
    List<ServiceSpec> servicesInOrder(String app) {
        var byName = new HashMap<String, ServiceSpec>();
        withAddress().forEach(it -> byName.put(it.name(), it));
        var graph = new Graph();
        services.forEach(it -> graph.add(it.name(), it.dependsOn()));
        var ordered = new ArrayList<ServiceSpec>();
        graph.inOrder().forEach(name -> Optional.ofNullable(byName.get(name)).ifPresent(ordered::add));
        return ordered.stream().map(it -> withNetwork(it, app)).toList();
    }

    private List<ServiceSpec> withAddress() {
        var candidates = candidates();
        return candidates.size() != 1
                ? services
                : services.stream()
                        .map(it -> it == candidates.getFirst() ? it.withPublish(publish) : it)
                        .toList();
    }

    private ServiceSpec withNetwork(ServiceSpec service, String app) {
        return service.networks().isEmpty() ? service.withNetworks(List.of("%s-%s".formatted(app, name))) : service;
    }
}
