package ai.kaleem.release.api.release;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** It is not clear which deployment of a release is meant. The message says what there is to name. */
public final class EnvironmentMissing extends RuntimeException {

    private EnvironmentMissing(String message) {
        super(message);
    }

    static EnvironmentMissing severalOf(Release release, List<String> places) {
        return new EnvironmentMissing("%s is under way in %s: say in which with 'environment'"
                .formatted(release.version(), String.join(" and ", places)));
    }

    static EnvironmentMissing never(Release release, @Nullable String environment) {
        var places = release.deployments().stream()
                .map(Deployment::environment)
                .distinct()
                .toList();
        return new EnvironmentMissing("%s was never asked for in '%s', only in %s"
                .formatted(release.version(), environment, String.join(", ", places)));
    }
}
