package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.ReleaseId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A release as it is stored.
 *
 * @param link to the release, at the operator's address
 * @param deployments oldest first
 */
public record ReleaseSnapshot(
        ReleaseId id,
        String app,
        String version,
        ReleaseType type,
        @Nullable String commit,
        Map<String, String> images,
        List<String> changes,
        String requestedBy,
        Instant requestedAt,
        @Nullable String reason,
        String link,
        List<DeploymentSnapshot> deployments,
        List<Entry> story) {}
