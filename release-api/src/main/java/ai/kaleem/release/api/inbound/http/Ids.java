package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.release.LogUnknown;
import ai.kaleem.release.api.release.ReleaseUnknown;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ReleaseId;

/** Ids as they come in addresses. What has not the form of an id is nothing there is. */
final class Ids {

    private Ids() {}

    static ReleaseId release(String id) {
        try {
            return new ReleaseId(id);
        } catch (IllegalArgumentException e) {
            throw new ReleaseUnknown("%s; list releases with GET /api/v1/releases".formatted(e.getMessage()));
        }
    }

    static DeploymentId deployment(String id) {
        try {
            return new DeploymentId(id);
        } catch (IllegalArgumentException e) {
            throw new LogUnknown("%s; GET the release to see its deployments".formatted(e.getMessage()));
        }
    }

    static ReleaseId inQuery(String name, String id) {
        try {
            return new ReleaseId(id);
        } catch (IllegalArgumentException e) {
            throw new BadRequest(name, "is no release id", "use the next of the page before");
        }
    }
}
