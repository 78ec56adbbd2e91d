package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.Bootstrap;
import ai.kaleem.release.common.contract.Configuration;
import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import ai.kaleem.release.common.contract.Request.KeepRequested;
import ai.kaleem.release.common.contract.Request.Policy;
import ai.kaleem.release.common.contract.Request.PromotionRequested;
import ai.kaleem.release.common.contract.Request.RestorePolicy;
import ai.kaleem.release.common.contract.Request.RollbackRequested;
import ai.kaleem.release.common.contract.ServiceSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Requests for a small shop: an API with traffic, a worker without, and a store. */
final class Plan {

    static final Place SHOP = new Place("shop", "production");
    static final Route API = Route.to(SHOP, api("1"));

    private Plan() {}

    static ServiceSpec api(String version) {
        return service("api", "shop:" + version, 3000, "127.0.0.1:3000", List.of("store"));
    }

    static ServiceSpec worker(String version) {
        return service("worker", "shop:" + version, null, null, List.of("api"));
    }

    static ServiceSpec service(String name, String image, Integer port, String publish, List<String> dependsOn) {
        return new ServiceSpec(
                name,
                image,
                List.of(),
                port,
                publish,
                null,
                Map.of(),
                List.of(),
                List.of("shop"),
                null,
                null,
                Duration.ofMillis(50),
                port == null
                        ? null
                        : new ServiceSpec.Health("/api/health", 3, Duration.ofMillis(10), Duration.ofMillis(100)),
                dependsOn);
    }

    static DatastoreSpec store() {
        return new DatastoreSpec(
                "store", DatastoreSpec.Type.REDIS, "shop-store", 2, List.of(), List.of(), Duration.ofSeconds(5));
    }

    static DeploymentRequested release(String version, long epoch) {
        return release(version, epoch, Duration.ofSeconds(30), Duration.ZERO, RestorePolicy.NEVER);
    }

    static DeploymentRequested release(
            String version, long epoch, Duration confirmWithin, Duration bake, RestorePolicy restore) {
        return new DeploymentRequested(
                ReleaseId.next(),
                DeploymentId.next(),
                SHOP.app(),
                SHOP.environment(),
                version,
                World.AGENT,
                Kind.RELEASE,
                epoch,
                Instant.now().plusSeconds(60),
                null,
                List.of(api(version), worker(version)),
                List.of(store()),
                new Policy(confirmWithin, bake, restore),
                DataChoice.KEEP);
    }

    /** Waits for its health until it is there. */
    static DeploymentRequested patient(DeploymentRequested it) {
        return patient(it, 10, Duration.ofSeconds(20));
    }

    static DeploymentRequested patient(DeploymentRequested it, int attempts, Duration every) {
        var api = api(it.version());
        var patient = new ServiceSpec(
                api.name(),
                api.image(),
                api.command(),
                api.port(),
                api.publish(),
                api.envFile(),
                api.environment(),
                api.volumes(),
                api.networks(),
                api.memory(),
                api.cpus(),
                api.stopGrace(),
                new ServiceSpec.Health("/api/health", attempts, every, Duration.ofSeconds(1)),
                api.dependsOn());
        return with(it, List.of(patient, worker(it.version())));
    }

    static DeploymentRequested with(DeploymentRequested it, List<ServiceSpec> services) {
        return new DeploymentRequested(
                it.releaseId(),
                it.deploymentId(),
                it.app(),
                it.environment(),
                it.version(),
                it.agent(),
                it.kind(),
                it.epoch(),
                it.notAfter(),
                it.aborts(),
                services,
                it.datastores(),
                it.policy(),
                it.data());
    }

    /** Its API changes the data first. */
    static DeploymentRequested migrating(DeploymentRequested it, ServiceSpec.Migration migration) {
        var services = it.services().stream()
                .map(service -> service.name().equals("api") ? migrating(service, migration) : service)
                .toList();
        return with(it, services);
    }

    private static ServiceSpec migrating(ServiceSpec it, ServiceSpec.Migration migration) {
        return new ServiceSpec(
                it.name(),
                it.image(),
                it.command(),
                it.port(),
                it.publish(),
                it.envFile(),
                it.environment(),
                it.volumes(),
                it.networks(),
                it.memory(),
                it.cpus(),
                it.stopGrace(),
                it.health(),
                it.dependsOn(),
                migration);
    }

    /** Its API must never run twice. */
    static DeploymentRequested alone(DeploymentRequested it) {
        var services = it.services().stream()
                .map(service -> service.name().equals("api") ? alone(service) : service)
                .toList();
        return with(it, services);
    }

    static ServiceSpec alone(ServiceSpec it) {
        return new ServiceSpec(
                it.name(),
                it.image(),
                it.command(),
                it.port(),
                it.publish(),
                it.envFile(),
                it.environment(),
                it.volumes(),
                it.networks(),
                it.memory(),
                it.cpus(),
                it.stopGrace(),
                it.health(),
                it.dependsOn(),
                it.migrate(),
                ServiceSpec.Strategy.RECREATE);
    }

    /** Its store and its API are prepared first. */
    static DeploymentRequested bootstrapping(DeploymentRequested it, Bootstrap store, Bootstrap api) {
        return new DeploymentRequested(
                it.releaseId(),
                it.deploymentId(),
                it.app(),
                it.environment(),
                it.version(),
                it.agent(),
                it.kind(),
                it.epoch(),
                it.notAfter(),
                it.aborts(),
                it.services().stream()
                        .map(service -> service.name().equals("api") ? bootstrapping(service, api) : service)
                        .toList(),
                it.datastores().stream()
                        .map(datastore -> bootstrapping(datastore, store))
                        .toList(),
                it.policy(),
                it.data());
    }

    static ServiceSpec bootstrapping(ServiceSpec it, Bootstrap bootstrap) {
        return new ServiceSpec(
                it.name(),
                it.image(),
                it.command(),
                it.port(),
                it.publish(),
                it.envFile(),
                it.environment(),
                it.volumes(),
                it.networks(),
                it.memory(),
                it.cpus(),
                it.stopGrace(),
                it.health(),
                it.dependsOn(),
                it.migrate(),
                it.strategy(),
                bootstrap,
                it.replicas(),
                it.replicaOf());
    }

    static ServiceSpec requiring(ServiceSpec it, List<String> names) {
        return new ServiceSpec(
                it.name(),
                it.image(),
                it.command(),
                it.port(),
                it.publish(),
                it.envFile(),
                it.environment(),
                it.volumes(),
                it.networks(),
                it.memory(),
                it.cpus(),
                it.stopGrace(),
                it.health(),
                it.dependsOn(),
                it.migrate(),
                it.strategy(),
                it.bootstrap(),
                it.replicas(),
                it.replicaOf(),
                names,
                it.configures());
    }

    /** Its API configures containers that stay. */
    static DeploymentRequested configuring(DeploymentRequested it, Configuration... configurations) {
        return with(
                it,
                it.services().stream()
                        .map(service ->
                                service.name().equals("api") ? configuring(service, List.of(configurations)) : service)
                        .toList());
    }

    private static ServiceSpec configuring(ServiceSpec it, List<Configuration> configurations) {
        return new ServiceSpec(
                it.name(),
                it.image(),
                it.command(),
                it.port(),
                it.publish(),
                it.envFile(),
                it.environment(),
                it.volumes(),
                it.networks(),
                it.memory(),
                it.cpus(),
                it.stopGrace(),
                it.health(),
                it.dependsOn(),
                it.migrate(),
                it.strategy(),
                it.bootstrap(),
                it.replicas(),
                it.replicaOf(),
                it.requiredEnv(),
                configurations);
    }

    static ServiceSpec given(ServiceSpec it, Map<String, String> environment) {
        return new ServiceSpec(
                it.name(),
                it.image(),
                it.command(),
                it.port(),
                it.publish(),
                it.envFile(),
                environment,
                it.volumes(),
                it.networks(),
                it.memory(),
                it.cpus(),
                it.stopGrace(),
                it.health(),
                it.dependsOn(),
                it.migrate(),
                it.strategy(),
                it.bootstrap(),
                it.replicas(),
                it.replicaOf(),
                it.requiredEnv(),
                it.configures());
    }

    static DatastoreSpec bootstrapping(DatastoreSpec it, Bootstrap bootstrap) {
        return new DatastoreSpec(
                it.name(),
                it.type(),
                it.container(),
                it.keep(),
                it.backup(),
                it.restore(),
                it.timeout(),
                it.source(),
                it.database(),
                it.alsoKeep(),
                it.schedule(),
                bootstrap,
                null);
    }

    /** So many containers of its API, replaced in that way. */
    static DeploymentRequested replicated(DeploymentRequested it, int count, ServiceSpec.Strategy strategy) {
        return with(
                it,
                it.services().stream()
                        .flatMap(service -> service.name().equals("api")
                                ? replicated(service, count, strategy).replicated().stream()
                                : Stream.of(service))
                        .toList());
    }

    private static ServiceSpec replicated(ServiceSpec it, int count, ServiceSpec.Strategy strategy) {
        return new ServiceSpec(
                it.name(),
                it.image(),
                it.command(),
                it.port(),
                it.publish(),
                it.envFile(),
                it.environment(),
                it.volumes(),
                it.networks(),
                it.memory(),
                it.cpus(),
                it.stopGrace(),
                it.health(),
                it.dependsOn(),
                it.migrate(),
                strategy,
                it.bootstrap(),
                count,
                null);
    }

    static DeploymentRequested with(DeploymentRequested it, Policy policy) {
        return new DeploymentRequested(
                it.releaseId(),
                it.deploymentId(),
                it.app(),
                it.environment(),
                it.version(),
                it.agent(),
                it.kind(),
                it.epoch(),
                it.notAfter(),
                it.aborts(),
                it.services(),
                it.datastores(),
                policy,
                it.data());
    }

    /** The backups of its store are drilled. */
    static DeploymentRequested drilled(DeploymentRequested it) {
        return with(it, null, new DatastoreSpec.Drill(List.of(), new DatastoreSpec.Schedule("0 5 * * 0", "UTC")));
    }

    /** Its store is backed up beside releases, too. */
    static DeploymentRequested scheduled(DeploymentRequested it) {
        return with(it, new DatastoreSpec.Schedule("0 3 * * *", "UTC"), null);
    }

    private static DeploymentRequested with(
            DeploymentRequested it, DatastoreSpec.Schedule schedule, DatastoreSpec.Drill drill) {
        var store = store();
        var scheduled = new DatastoreSpec(
                store.name(),
                store.type(),
                store.container(),
                store.keep(),
                store.backup(),
                store.restore(),
                store.timeout(),
                null,
                null,
                null,
                schedule,
                null,
                drill);
        return new DeploymentRequested(
                it.releaseId(),
                it.deploymentId(),
                it.app(),
                it.environment(),
                it.version(),
                it.agent(),
                it.kind(),
                it.epoch(),
                it.notAfter(),
                it.aborts(),
                it.services(),
                List.of(scheduled),
                it.policy(),
                it.data());
    }

    static DeploymentRequested notAfter(DeploymentRequested it, Instant notAfter) {
        return new DeploymentRequested(
                it.releaseId(),
                it.deploymentId(),
                it.app(),
                it.environment(),
                it.version(),
                it.agent(),
                it.kind(),
                it.epoch(),
                notAfter,
                it.aborts(),
                it.services(),
                it.datastores(),
                it.policy(),
                it.data());
    }

    /** Back to that release. */
    static DeploymentRequested rollbackTo(
            DeploymentRequested target, long epoch, DeploymentId aborts, DataChoice data) {
        return new DeploymentRequested(
                target.releaseId(),
                DeploymentId.next(),
                target.app(),
                target.environment(),
                target.version(),
                target.agent(),
                Kind.ROLLBACK,
                epoch,
                Instant.now().plusSeconds(60),
                aborts,
                target.services(),
                target.datastores(),
                target.policy(),
                data);
    }

    static KeepRequested keep(DeploymentRequested of) {
        return new KeepRequested(of.releaseId(), of.deploymentId(), of.agent(), of.epoch());
    }

    /** @param step of the canary, from 1 */
    static PromotionRequested promote(DeploymentRequested of, int step) {
        return new PromotionRequested(of.releaseId(), of.deploymentId(), of.agent(), of.epoch(), step, "salma");
    }

    static RollbackRequested turnBack(DeploymentRequested of) {
        return new RollbackRequested(
                of.releaseId(), of.deploymentId(), of.agent(), of.epoch(), "amal", "the checks failed");
    }

    static String container(DeploymentRequested of, String service) {
        return ContainerSpec.name(SHOP, service, of.deploymentId());
    }
}
