package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.ImageRef;
import ai.kaleem.release.common.contract.ServiceSpec;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Which container a service of a deployment runs in, and how that is made. */
final class Containers {

    private Containers() {}

    /** Its own where preflight did not get to choose one. */
    static String name(Deployment deployment, ServiceSpec service) {
        return deployment.prepared().containers().getOrDefault(service.name(), own(deployment, service));
    }

    /** Whether the deployment made it, or will. */
    static boolean isOwn(Deployment deployment, ServiceSpec service) {
        return name(deployment, service).equals(own(deployment, service));
    }

    /** Of one that this deployment makes. */
    static String own(Deployment deployment, ServiceSpec service) {
        return ContainerSpec.name(deployment.place(), service.name(), deployment.id());
    }

    static ImageRef image(Deployment deployment, ServiceSpec service) {
        var image = deployment.prepared().images().get(service.name());
        if (image == null) {
            throw new StepFailed("preflight resolved no image for %s".formatted(service.name()));
        }
        return image;
    }

    static ContainerSpec spec(Tools tools, Deployment deployment, ServiceSpec service) {
        var hash = deployment.prepared().envFiles().get(service.name());
        return new ContainerSpec(
                deployment.place(),
                deployment.id(),
                deployment.request().releaseId(),
                deployment.request().version(),
                service,
                image(deployment, service),
                hash == null ? null : tools.envFiles().at(hash),
                template(tools, deployment, service));
    }

    private static @Nullable Path template(Tools tools, Deployment deployment, ServiceSpec service) {
        var adopted = deployment.prepared().takenOver().get(service.base());
        return adopted == null ? null : tools.envFiles().at(adopted.template());
    }
}
