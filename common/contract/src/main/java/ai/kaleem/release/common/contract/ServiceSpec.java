package ai.kaleem.release.common.contract;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One service of an app as its agent must run it, resolved for one environment.
 *
 * @param image {@code name@sha256:..}, an image id, or, for an image that is only local to the agent's host,
 *     {@code name:tag}, which the agent resolves to its id in {@code preflight}
 * @param command replaces the image's command; empty keeps it
 * @param port the port the process listens on; null for a worker, which gets no traffic and no gateway
 * @param publish {@code address:port} on the host at which the gateway offers the service; null publishes nothing
 * @param envFile path on the agent's host; its values never leave that host
 * @param environment values that are no secret
 * @param volumes {@code source:target[:ro]}, as Docker writes them
 * @param networks Docker networks to join, the first by default; a missing one is made
 * @param memory in bytes; null for no limit
 * @param cpus for example 0.5; null for no limit
 * @param stopGrace how long a process may take to end after SIGTERM, and connections to drain
 * @param health null where only Docker's own healthcheck, or that the process runs, can tell
 * @param dependsOn services or datastores that must be ready first
 * @param migrate what changes the data for this version; null where nothing does
 * @param strategy how a new version takes over; null is {@link Strategy#BLUE_GREEN}, as older senders leave it out
 * @param bootstrap what prepares the place for the first version there; null where nothing has to
 * @param replicas how many containers of it run; null for one. Only in a plan: an agent is sent {@link #replicated()}
 * @param replicaOf the service behind whose gateway this is one more container; null where it has one of its own
 * @param requiredEnv variables without which it must not run: each has a value; empty for none, as older senders leave it out
 * @param configures containers that stay and get another configuration with this service; empty for none, as older senders
 *     leave it out
 */
@RecordBuilder
public record ServiceSpec(
        String name,
        String image,
        List<String> command,
        @Nullable Integer port,
        @Nullable String publish,
        @Nullable String envFile,
        Map<String, String> environment,
        List<String> volumes,
        List<String> networks,
        @Nullable Long memory,
        @Nullable Double cpus,
        Duration stopGrace,
        @Nullable Health health,
        List<String> dependsOn,
        @Nullable Migration migrate,
        @Nullable Strategy strategy,
        @Nullable Bootstrap bootstrap,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer replicas,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String replicaOf,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> requiredEnv,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Configuration> configures)
        implements ServiceSpecBuilder.With {

    /** What a builder was not given is empty. */
    public ServiceSpec {
        command = orEmpty(command);
        environment = environment == null ? Map.of() : environment;
        volumes = orEmpty(volumes);
        networks = orEmpty(networks);
        dependsOn = orEmpty(dependsOn);
        requiredEnv = orEmpty(requiredEnv);
        configures = orEmpty(configures);
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    /**
     * Asks {@code path} at the container until it answers 2xx.
     *
     * @param attempts how often before the version counts as unhealthy
     * @param every the pause between two attempts
     * @param timeout of one attempt
     */
    public record Health(String path, int attempts, Duration every, Duration timeout) {}

    /**
     * Runs once for a deployment, in a container of the new image, after the backup and before anything of the new version
     * starts.
     *
     * @param run argv in place of the image's command; 0 is success
     * @param timeout after which it is ended, and has failed
     * @param reversible whether the version before can work with the data as this leaves it, so that going back needs no
     *     restore
     */
    public record Migration(List<String> run, Duration timeout, boolean reversible) {}

    /** How a new version takes the place of the old one. */
    public enum Strategy {
        /** It starts beside the old one, and the traffic moves over when it is ready. */
        BLUE_GREEN,
        /** The old one is stopped first, as two of it must never run; requests wait meanwhile. */
        RECREATE,
        /** One container after the other is replaced: the next is started, gets its share of the traffic, then one is stopped. */
        ROLLING
    }

    /** How many containers of it run. */
    @JsonIgnore
    public int count() {
        return replicas == null ? 1 : replicas;
    }

    /** The name of one of its containers, from 1. */
    public String replica(int number) {
        return number == 1 ? name : "%s-%d".formatted(name, number);
    }

    /** The service, and each further container of it as a service that stands behind its gateway. It migrates, prepares its place and configures once. */
    public List<ServiceSpec> replicated() {
        return IntStream.rangeClosed(1, count()).mapToObj(this::container).toList();
    }

    private ServiceSpec container(int number) {
        var one = with(it -> it.name(replica(number)).replicas(null));
        return number == 1
                ? one
                : one.with(
                        it -> it.migrate(null).bootstrap(null).replicaOf(name).configures(List.of()));
    }

    /** The service whose gateway stands before it. */
    @JsonIgnore
    public String base() {
        return replicaOf == null ? name : replicaOf;
    }

    /** Whether its containers are replaced one after the other. */
    @JsonIgnore
    public boolean isRolling() {
        return strategy == Strategy.ROLLING;
    }

    /** Whether two of it must never run at once. */
    @JsonIgnore
    public boolean isAlone() {
        return strategy == Strategy.RECREATE;
    }

    /** Whether traffic reaches the service, so that it stands behind a gateway. */
    @JsonIgnore
    public boolean isRouted() {
        return port != null;
    }
}
