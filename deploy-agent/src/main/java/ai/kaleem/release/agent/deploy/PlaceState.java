package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.DeploymentId;
import org.jspecify.annotations.Nullable;

/**
 * What the journal knows of a place.
 *
 * @param epoch the highest seen; it only grows
 * @param serving the deployment whose containers have the traffic; null where nothing serves
 */
public record PlaceState(Place place, long epoch, @Nullable DeploymentId serving) {

    public static PlaceState unknown(Place place) {
        return new PlaceState(place, 0, null);
    }

    PlaceState seen(long newer) {
        return new PlaceState(place, Math.max(epoch, newer), serving);
    }

    PlaceState servedBy(@Nullable DeploymentId deployment) {
        return new PlaceState(place, epoch, deployment);
    }
}
