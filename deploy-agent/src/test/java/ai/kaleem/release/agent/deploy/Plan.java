package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.Bootstrap;
import ai.kaleem.release.common.contract.Configuration;
import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.DatastoreSpecBuilder;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.DeploymentRequestedBuilder;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Restoration;
import ai.kaleem.release.common.contract.Request.KeepRequested;
import ai.kaleem.release.common.contract.Request.Policy;
import ai.kaleem.release.common.contract.Request.PromotionRequested;
import ai.kaleem.release.common.contract.Request.RestorePolicy;
import ai.kaleem.release.common.contract.Request.RollbackRequested;
import ai.kaleem.release.common.contract.ServiceSpec;
import ai.kaleem.release.common.contract.ServiceSpecBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
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
        return ServiceSpecBuilder.builder()
                .name(name)
                .image(image)
                .port(port)
                .publish(publish)
                .networks(List.of("shop"))
                .stopGrace(Duration.ofMillis(50))
                .health(
                        port == null
                                ? null
                                : new ServiceSpec.Health(
                                        "/api/health", 3, Duration.ofMillis(10), Duration.ofMillis(100)))
                .dependsOn(dependsOn)
                .build();
    }

    static DatastoreSpec store() {
        return DatastoreSpecBuilder.builder()
                .name("store")
                .type(DatastoreSpec.Type.REDIS)
                .container("shop-store")
                .keep(2)
                .timeout(Duration.ofSeconds(5))
                .build();
    }

    static DeploymentRequested release(String version, long epoch) {
        return release(version, epoch, Duration.ofSeconds(30), Duration.ZERO, RestorePolicy.NEVER);
    }

    static DeploymentRequested release(
            String version, long epoch, Duration confirmWithin, Duration bake, RestorePolicy restore) {
        return DeploymentRequestedBuilder.builder()
                .releaseId(ReleaseId.next())
                .deploymentId(DeploymentId.next())
                .app(SHOP.app())
                .environment(SHOP.environment())
                .version(version)
                .agent(World.AGENT)
                .kind(Kind.RELEASE)
                .epoch(epoch)
                .notAfter(Instant.now().plusSeconds(60))
                .services(List.of(api(version), worker(version)))
                .datastores(List.of(store()))
                .policy(new Policy(confirmWithin, bake, restore))
                .data(DataChoice.KEEP)
                .build();
    }

    /** Waits for its health until it is there. */
    static DeploymentRequested patient(DeploymentRequested it) {
        return patient(it, 10, Duration.ofSeconds(20));
    }

    static DeploymentRequested patient(DeploymentRequested it, int attempts, Duration every) {
        var api = api(it.version());
        var patient = api.withHealth(new ServiceSpec.Health("/api/health", attempts, every, Duration.ofSeconds(1)));
        return it.withServices(List.of(patient, worker(it.version())));
    }

    private static DeploymentRequested withApi(DeploymentRequested it, UnaryOperator<ServiceSpec> change) {
        return it.withServices(it.services().stream()
                .map(service -> service.name().equals("api") ? change.apply(service) : service)
                .toList());
    }

    /** Its API changes the data first. */
    static DeploymentRequested migrating(DeploymentRequested it, ServiceSpec.Migration migration) {
        return withApi(it, api -> api.withMigrate(migration));
    }

    /** Its API must never run twice. */
    static DeploymentRequested alone(DeploymentRequested it) {
        return withApi(it, Plan::alone);
    }

    static ServiceSpec alone(ServiceSpec it) {
        return it.withStrategy(ServiceSpec.Strategy.RECREATE);
    }

    /** Its store and its API are prepared first. */
    static DeploymentRequested bootstrapping(DeploymentRequested it, Bootstrap store, Bootstrap api) {
        return withApi(it, service -> service.withBootstrap(api))
                .withDatastores(it.datastores().stream()
                        .map(datastore -> datastore.withBootstrap(store))
                        .toList());
    }

    /** Its API configures containers that stay. */
    static DeploymentRequested configuring(DeploymentRequested it, Configuration... configurations) {
        return withApi(it, api -> api.withConfigures(List.of(configurations)));
    }

    /** So many containers of its API, replaced in that way. */
    static DeploymentRequested replicated(DeploymentRequested it, int count, ServiceSpec.Strategy strategy) {
        return it.withServices(it.services().stream()
                .flatMap(service -> service.name().equals("api")
                        ? service.with(copy -> copy.strategy(strategy).replicas(count)).replicated().stream()
                        : Stream.of(service))
                .toList());
    }

    /** The backups of its store are drilled. */
    static DeploymentRequested drilled(DeploymentRequested it) {
        return it.withDatastores(List.of(
                store().withDrill(new DatastoreSpec.Drill(List.of(), new DatastoreSpec.Schedule("0 5 * * 0", "UTC")))));
    }

    /** Its store is backed up beside releases, too. */
    static DeploymentRequested scheduled(DeploymentRequested it) {
        return it.withDatastores(List.of(store().withSchedule(new DatastoreSpec.Schedule("0 3 * * *", "UTC"))));
    }

    /** Back to that release. */
    static DeploymentRequested rollbackTo(
            DeploymentRequested target, long epoch, DeploymentId aborts, DataChoice data) {
        return target.with(copy -> copy.deploymentId(DeploymentId.next())
                .kind(Kind.ROLLBACK)
                .epoch(epoch)
                .notAfter(Instant.now().plusSeconds(60))
                .aborts(aborts)
                .data(data));
    }

    /** What that release serves with goes back to those backups. */
    static DeploymentRequested restore(DeploymentRequested serving, long epoch, List<AgentReport.Backup> backups) {
        return serving.with(copy -> copy.deploymentId(DeploymentId.next())
                .kind(Kind.RESTORE)
                .epoch(epoch)
                .notAfter(Instant.now().plusSeconds(60))
                .restorations(backups.stream()
                        .map(it -> new Restoration(
                                it.datastore(), Path.of(it.file()).getFileName().toString()))
                        .toList()));
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
