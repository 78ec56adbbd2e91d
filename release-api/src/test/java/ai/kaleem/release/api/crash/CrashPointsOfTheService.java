package ai.kaleem.release.api.crash;

import ai.kaleem.release.api.request.PlaceRelease;
import ai.kaleem.release.common.crash.Catalogue;
import ai.kaleem.release.common.messaging.OutboxRelay;
import java.util.List;

/** Every call that leaves release-api, in its own classes and in those that send and receive for it. */
final class CrashPointsOfTheService {

    static final String[] PACKAGES = {"ai.kaleem.release.api", "ai.kaleem.release.common.messaging"};

    private CrashPointsOfTheService() {}

    static Catalogue all() {
        return Catalogue.of(List.of(PlaceRelease.class, OutboxRelay.class), PACKAGES);
    }
}
