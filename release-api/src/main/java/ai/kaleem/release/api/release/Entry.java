package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.ReleaseEvent;

/**
 * A sentence of a release's story.
 *
 * @param number from 1, without a gap, over all deployments of the release
 * @param state where the event's deployment stood after it
 */
public record Entry(long number, DeploymentState state, ReleaseEvent event) {}
