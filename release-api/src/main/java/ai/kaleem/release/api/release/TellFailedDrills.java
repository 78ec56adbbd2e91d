package ai.kaleem.release.api.release;

import ai.kaleem.release.api.environment.ReadDrills;
import ai.kaleem.release.api.plan.PlannedEnvironment;
import ai.kaleem.release.api.plan.Plans;
import ai.kaleem.release.api.release.Releases.Open;
import ai.kaleem.release.common.contract.ReleaseEvent.DrillFailed;
import ai.kaleem.release.common.contract.StoredData.Drill;
import ai.kaleem.release.common.contract.StoredData.DrillState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the team of each drill that failed, once, with the release that served when it was asked for: that release's own
 * story says whether it was told already, whoever asks and whatever crashed meanwhile.
 */
public final class TellFailedDrills {

    private static final Logger log = LoggerFactory.getLogger(TellFailedDrills.class);

    /** Agents beat every 10 s. */
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final Plans plans;
    private final Releases releases;
    private final ReadDrills drills;
    private final ChangeRelease changes;
    private final Clock clock;
    private Instant again = Instant.MIN;

    /** Those that agents still tell of, so that no release is read for nothing. */
    private Set<Drill> settled = Set.of();

    public TellFailedDrills(Plans plans, Releases releases, ReadDrills drills, ChangeRelease changes, Clock clock) {
        this.plans = plans;
        this.releases = releases;
        this.drills = drills;
        this.changes = changes;
        this.clock = clock;
    }

    /** Looks if it is time to. */
    public synchronized void look() {
        var now = clock.instant();
        if (now.isBefore(again)) {
            return;
        }
        var failed = new HashSet<Drill>();
        for (var stored : plans.all()) {
            var plan = stored.plan();
            for (var planned : plan.environments().values()) {
                drills.read(plan.app(), planned.name(), planned.agent()).items().stream()
                        .filter(it -> it.state() == DrillState.FAILED)
                        .forEach(it -> {
                            if (!settled.contains(it)) {
                                tell(plan.app(), planned, it);
                            }
                            failed.add(it);
                        });
            }
        }
        settled = failed;
        again = now.plus(EVERY);
    }

    private void tell(String app, PlannedEnvironment planned, Drill drill) {
        var event = new DrillFailed(
                drill.deploymentId(),
                clock.instant(),
                drill.id(),
                drill.datastore(),
                drill.backup(),
                Objects.requireNonNullElse(drill.detail(), "It did not say why"));
        try {
            if (isTold(releases.get(drill.releaseId()), event)) {
                return;
            }
            // It ended long ago: so that the sweep finds what a crash leaves unsent.
            releases.open(new Open(app, planned.name(), drill.deploymentId(), drill.releaseId()));
            changes.change(
                    drill.releaseId(),
                    release -> !isTold(release, event)
                            && release.deployment(drill.deploymentId())
                                    .filter(it -> release.record(it, event))
                                    .isPresent());
        } catch (ReleaseUnknown e) {
            log.warn(
                    "Drill {} of {} of {} {} failed, and the release that served then is unknown: {}",
                    drill.id(),
                    drill.datastore(),
                    app,
                    planned.name(),
                    e.getMessage());
        }
    }

    private static boolean isTold(Release release, DrillFailed event) {
        return release.story().stream()
                .map(Entry::event)
                .anyMatch(it -> it instanceof DrillFailed told
                        && told.drill().equals(event.drill())
                        && told.datastore().equals(event.datastore()));
    }
}
