package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.ReleaseId;
import org.jspecify.annotations.Nullable;

/**
 * Which releases to list, newest first. A null asks for nothing.
 *
 * @param state where the newest deployment (in that environment, where one is named) stands
 * @param olderThan the last id of the page before
 */
public record ReleaseFilter(
        @Nullable String app,
        @Nullable String environment,
        @Nullable DeploymentState state,
        @Nullable ReleaseId olderThan,
        int limit) {}
