package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.ImageRef;
import ai.kaleem.release.common.contract.ServiceSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the services of a deployment would get every variable without which they must not run. Names alone, no value. */
final class RequiredVariables {

    private final Tools tools;
    private final Deployment deployment;
    private final List<String> faults = new ArrayList<>();

    RequiredVariables(Tools tools, Deployment deployment) {
        this.tools = tools;
        this.deployment = deployment;
    }

    /**
     * What a container of the service would lack: {@code NAME is missing} or {@code NAME is empty}.
     *
     * @param file the env file that it would be made with; null where it has none
     * @throws StepFailed where the file cannot be understood
     */
    List<String> lacking(ServiceSpec service, ImageRef image, @Nullable Path file) {
        if (service.requiredEnv().isEmpty()) {
            return List.of();
        }
        var spec = new ContainerSpec(
                deployment.place(),
                deployment.id(),
                deployment.request().releaseId(),
                deployment.request().version(),
                service,
                image,
                file,
                template(service));
        return tools.host().lacking(spec);
    }

    /** Remembers what the service would lack, so that all of them are told at once. */
    void check(ServiceSpec service, ImageRef image, @Nullable String copy) {
        var lacking =
                lacking(service, image, copy == null ? null : tools.envFiles().at(copy));
        if (!lacking.isEmpty()) {
            faults.add("%s of service %s, which %s"
                    .formatted(
                            String.join(", ", lacking),
                            service.name(),
                            service.envFile() == null ? "has no envFile" : "reads %s".formatted(service.envFile())));
        }
    }

    /** @throws StepFailed where a service would lack one */
    void refuseIfLacking() {
        if (!faults.isEmpty()) {
            throw new StepFailed(
                    "required variables have no value: %s. Set them there, or in environment, and release again"
                            .formatted(String.join("; ", faults)));
        }
    }

    /** What was taken over from Docker Compose brings variables of its own. */
    private @Nullable Path template(ServiceSpec service) {
        return tools.ledger()
                .read(entries -> Optional.ofNullable(
                                entries.place(deployment.place()).serving())
                        .flatMap(entries::find))
                .map(it -> it.prepared().takenOver().get(service.base()))
                .map(it -> tools.envFiles().at(it.template()))
                .orElse(null);
    }
}
