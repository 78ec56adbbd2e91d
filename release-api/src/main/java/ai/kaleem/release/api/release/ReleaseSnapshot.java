package ai.kaleem.release.api.release;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A release as it is stored.
 *
 * @param images by service, as far as they are resolved
 * @param deployments oldest first
 */
public record ReleaseSnapshot(
        Origin origin,
        @Nullable String commit,
        Map<String, String> images,
        List<String> changes,
        List<DeploymentSnapshot> deployments,
        List<Entry> story) {}
