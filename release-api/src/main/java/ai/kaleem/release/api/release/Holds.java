package ai.kaleem.release.api.release;

import ai.kaleem.release.api.freeze.Freeze;
import ai.kaleem.release.api.freeze.FrozenTimes;
import ai.kaleem.release.common.contract.Hold;
import ai.kaleem.release.common.contract.Hold.Kind;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Whether a deployment that could ask for its turn may. What brings back what ran always may. */
public final class Holds {

    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm VV", Locale.ROOT);

    private final FrozenTimes frozen;
    private final Clock clock;

    public Holds(FrozenTimes frozen, Clock clock) {
        this.frozen = frozen;
        this.clock = clock;
    }

    Optional<Hold> on(Release release, Deployment deployment) {
        if (deployment.isRollback()) {
            return Optional.empty();
        }
        var brakes = deployment.brakes();
        if (brakes.paused() != null) {
            return Optional.of(new Hold(
                    Kind.PAUSED,
                    "%s paused it: %s"
                            .formatted(brakes.paused().by(), brakes.paused().reason()),
                    null));
        }
        var notBefore = brakes.notBefore();
        if (notBefore != null && clock.instant().isBefore(notBefore)) {
            return Optional.of(new Hold(Kind.SCHEDULED, "it was asked for for %s".formatted(notBefore), notBefore));
        }
        // Only what is new: an adoption changes nothing for anybody.
        return deployment.kind() != DeploymentRequested.Kind.RELEASE || brakes.waived() != null
                ? Optional.empty()
                : frozen.on(release.app(), deployment.environment()).map(Holds::hold);
    }

    private static Hold hold(Freeze freeze) {
        return new Hold(
                Kind.FROZEN,
                "%s is frozen until %s: %s"
                        .formatted(
                                freeze.environment(),
                                LOCAL.format(freeze.until().atZone(ZoneId.of(freeze.zone()))),
                                freeze.reason()),
                freeze.until());
    }
}
