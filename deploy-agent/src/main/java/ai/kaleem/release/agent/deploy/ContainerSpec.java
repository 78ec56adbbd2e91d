package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ImageRef;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.ServiceSpec;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A container as one deployment wants it. Everything but {@code service} is also its label {@code kaleem.release.*}, so
 * that the host itself tells what runs on it.
 *
 * @param image found on the host
 * @param envFile a private copy of the service's env file, read as Docker Compose reads it; null where it has none
 * @param template what the container was made with that was taken over; null where none was
 */
public record ContainerSpec(
        Place place,
        DeploymentId deployment,
        ReleaseId release,
        String version,
        ServiceSpec service,
        ImageRef image,
        @Nullable Path envFile,
        @Nullable Path template) {

    private static final int LONGEST = 63;

    /** Made from the plan alone. */
    public ContainerSpec(
            Place place,
            DeploymentId deployment,
            ReleaseId release,
            String version,
            ServiceSpec service,
            ImageRef image,
            @Nullable Path envFile) {
        this(place, deployment, release, version, service, image, envFile, null);
    }

    public String name() {
        return name(place, service.name(), deployment);
    }

    /**
     * The same for every try, so that a container is found again after a crash. At most 63 characters, which is what a
     * name server takes: gateways find containers by their names.
     */
    public static String name(Place place, String service, DeploymentId deployment) {
        var whose = "%s-%s-%s".formatted(place.app(), place.environment(), service);
        var suffix = "-" + deployment.value().toLowerCase(Locale.ROOT);
        if (whose.length() + suffix.length() > LONGEST) {
            var hash = "-%08x".formatted(whose.hashCode());
            whose = whose.substring(0, LONGEST - suffix.length() - hash.length()) + hash;
        }
        return whose + suffix;
    }
}
