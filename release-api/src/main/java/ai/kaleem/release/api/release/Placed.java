package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ReleaseId;

/** Where a request can be followed. */
public record Placed(ReleaseId releaseId, DeploymentId deploymentId) {}
