package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.DeploymentRequestedBuilder;
import ai.kaleem.release.common.contract.GateSpecBuilder;
import ai.kaleem.release.common.contract.GatesRequestedBuilder;
import ai.kaleem.release.common.contract.GitTag;
import ai.kaleem.release.common.contract.ImageRef;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import ai.kaleem.release.common.contract.Request.GatePhase;
import ai.kaleem.release.common.contract.Request.GatesRequested;
import ai.kaleem.release.common.contract.Request.Source;
import ai.kaleem.release.common.contract.ServiceSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes requests that carry all their owner needs. */
final class Requests {

    private static final Duration TAG_TIMEOUT = Duration.ofMinutes(1);

    /** With a rest that doubles from a second, more than an hour. */
    private static final int TAG_RETRIES = 12;

    private Requests() {}

    /**
     * Without a gate, a named ref and an image that a registry must resolve there is nothing gate-service could say; nor of what
     * runs already.
     */
    static boolean needsCheck(NewRelease wanted) {
        var plan = wanted.plan();
        return wanted.kind() == Kind.RELEASE
                && wanted.passed() == null
                && (!plan.before().isEmpty()
                        || wanted.refGiven() && plan.source() != null
                        || plan.images().values().stream()
                                .anyMatch(it -> ImageRef.namesRegistry(it) && !ImageRef.isPinned(it)));
    }

    /** @param runs the commit that runs in the environment; null where that is not known */
    static GatesRequested before(Release release, Deployment deployment, @Nullable String runs, Instant notAfter) {
        var plan = deployment.plan();
        return gates(release, deployment, notAfter)
                .phase(GatePhase.BEFORE)
                .source(plan.source())
                .images(plan.images())
                .gates(plan.before())
                .runs(runs)
                .build();
    }

    static GatesRequested after(Release release, Deployment deployment, Instant notAfter) {
        return gates(release, deployment, notAfter)
                .phase(GatePhase.AFTER)
                .source(checkedSource(release, deployment))
                .gates(deployment.plan().after())
                .build();
    }

    /** The changes are what a tag is read for. */
    static GatesRequested tag(Release release, Deployment deployment, String commit, Instant notAfter) {
        var plan = deployment.plan();
        var message = Stream.concat(
                        Stream.of("%s %s".formatted(release.app(), release.version()), ""),
                        release.changes().stream().map("- %s"::formatted))
                .collect(Collectors.joining("\n"));
        var tag = new GitTag(Objects.requireNonNull(plan.tag()), commit, message);
        return gates(release, deployment, notAfter)
                .phase(GatePhase.SETTLED)
                .source(plan.source())
                .gates(List.of(GateSpecBuilder.builder()
                        .name("tag")
                        .timeout(TAG_TIMEOUT)
                        .retries(TAG_RETRIES)
                        .gitTag(tag)
                        .build()))
                .build();
    }

    private static GatesRequestedBuilder gates(Release release, Deployment deployment, Instant notAfter) {
        return GatesRequestedBuilder.builder()
                .releaseId(release.id())
                .deploymentId(deployment.id())
                .app(release.app())
                .environment(deployment.plan().environment())
                .version(release.version())
                .publish(deployment.plan().publish())
                .notAfter(notAfter)
                .releaseType(release.type());
    }

    /** The commit that was checked, wherever its branch is by now. A rollback must work with the repository unreachable. */
    private static @Nullable Source checkedSource(Release release, Deployment deployment) {
        var source = deployment.plan().source();
        var commit = release.commit();
        if (source == null || deployment.isRollback()) {
            return null;
        }
        return commit == null ? source : new Source(source.repository(), commit);
    }

    /** Of a deployment that has its turn; asked again it is the same request. */
    static DeploymentRequested deployment(Release release, Deployment deployment, Patience patience) {
        var startedAt = Objects.requireNonNull(deployment.startedAt());
        var plan = deployment.plan();
        return DeploymentRequestedBuilder.builder()
                .releaseId(release.id())
                .deploymentId(deployment.id())
                .app(release.app())
                .environment(plan.environment())
                .version(release.version())
                .agent(plan.agent())
                .kind(deployment.kind())
                .epoch(deployment.epoch())
                .notAfter(startedAt.plus(patience.begin()))
                .aborts(deployment.aborts())
                .services(services(release, deployment))
                .datastores(plan.datastores())
                .policy(plan.policy())
                .data(deployment.data())
                .restorations(deployment.restorations())
                .build();
    }

    /** Each container of a service by itself; what Docker Compose runs is one, and is taken over as one. */
    private static List<ServiceSpec> services(Release release, Deployment deployment) {
        var services = deployment.plan().servicesWith(images(release, deployment));
        return switch (deployment.kind()) {
            case RELEASE,
                    ROLLBACK,
                    PUT_RIGHT,
                    GIVE_BACK,
                    GIVE_BACK_DRY_RUN,
                    CONFIGURATION_CHECK,
                    RESTORE,
                    RESTORE_DRY_RUN ->
                services.stream().flatMap(it -> it.replicated().stream()).toList();
            case ADOPTION, ADOPTION_DRY_RUN ->
                services.stream().map(it -> it.replicated().getFirst()).toList();
        };
    }

    /** What the agent is to run: of a rollback, exactly what ran there before; of a promotion, what ran where it passed. */
    private static Map<String, String> images(Release release, Deployment deployment) {
        if (deployment.isPromotion()) {
            return deployment.plan().images();
        }
        var pinned = new LinkedHashMap<>(release.images());
        if (deployment.isRollback()) {
            release.attempts()
                    .goodOne(deployment.environment())
                    .map(it -> it.reports().agent())
                    .map(AgentReport::images)
                    .orElse(Map.<String, ImageRef>of())
                    .forEach((service, image) -> pinned.put(service, image.value()));
        }
        return pinned;
    }
}
