package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.release.Placed;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ReleaseId;
import java.net.URI;
import org.springframework.http.ResponseEntity;

/**
 * The answer to what was asked for and is under way.
 *
 * @param id of the release
 * @param url of the release
 * @param events of the release, as JSON or as server-sent events
 */
record PlacedView(ReleaseId id, DeploymentId deployment, String url, String events) {

    static ResponseEntity<PlacedView> accepted(Placed placed) {
        var url = urlOf(placed.releaseId());
        return ResponseEntity.accepted()
                .location(URI.create(url))
                .body(new PlacedView(placed.releaseId(), placed.deploymentId(), url, url + "/events"));
    }

    static String urlOf(ReleaseId id) {
        return "/api/v1/releases/%s".formatted(id);
    }
}
