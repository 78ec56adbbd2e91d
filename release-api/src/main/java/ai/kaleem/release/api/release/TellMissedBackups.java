package ai.kaleem.release.api.release;

import ai.kaleem.release.api.environment.Environment;
import ai.kaleem.release.api.environment.Environments;
import ai.kaleem.release.api.environment.MissedBackups;
import ai.kaleem.release.api.environment.ReadBackups;
import ai.kaleem.release.api.environment.ReadEnvironment;
import ai.kaleem.release.api.plan.PlannedEnvironment;
import ai.kaleem.release.api.plan.Plans;
import ai.kaleem.release.api.release.Releases.Open;
import ai.kaleem.release.common.contract.ReleaseEvent.BackupMissed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the team of each backup that is overdue, once, with the release that serves. It is told first and marked after: a
 * crash between the two finds it in the release's own story, so that nobody is told twice.
 */
public final class TellMissedBackups {

    private static final Logger log = LoggerFactory.getLogger(TellMissedBackups.class);

    /** Agents look once a minute, and beat every 10 s. */
    private static final Duration EVERY = Duration.ofSeconds(15);

    private final Plans plans;
    private final Releases releases;
    private final Environments environments;
    private final ReadBackups backups;
    private final ReadEnvironment read;
    private final MissedBackups missed;
    private final ChangeRelease changes;
    private final Clock clock;
    private Instant again = Instant.MIN;

    public TellMissedBackups(
            Plans plans,
            Releases releases,
            Environments environments,
            ReadBackups backups,
            ReadEnvironment read,
            MissedBackups missed,
            ChangeRelease changes,
            Clock clock) {
        this.plans = plans;
        this.releases = releases;
        this.environments = environments;
        this.backups = backups;
        this.read = read;
        this.missed = missed;
        this.changes = changes;
        this.clock = clock;
    }

    /** Looks if it is time to. */
    public synchronized void look() {
        var now = clock.instant();
        if (now.isBefore(again)) {
            return;
        }
        for (var stored : plans.all()) {
            var plan = stored.plan();
            plan.environments().values().forEach(it -> look(plan.app(), it, now));
        }
        again = now.plus(EVERY);
    }

    private void look(String app, PlannedEnvironment planned, Instant now) {
        var overdue = backups.read(app, planned.name(), planned.agent()).schedules().stream()
                .filter(ReadBackups.Schedule::overdue)
                .filter(it -> !missed.isTold(app, planned.name(), it.datastore(), Objects.requireNonNull(it.due())))
                .toList();
        if (overdue.isEmpty()) {
            return;
        }
        // Before the first release has settled there is nobody's story to tell it in; it is told then.
        environments
                .find(app, planned.name())
                .flatMap(Environment::current)
                .ifPresent(good -> overdue.forEach(it -> tell(app, planned, good, it, now)));
    }

    private void tell(
            String app, PlannedEnvironment planned, Environment.Good good, ReadBackups.Schedule it, Instant now) {
        var due = Objects.requireNonNull(it.due());
        var event = new BackupMissed(good.deploymentId(), now, it.datastore(), due, problem(app, planned, it));
        try {
            // It ended long ago: so that the sweep finds what a crash leaves unsent.
            releases.open(new Open(app, planned.name(), good.deploymentId(), good.releaseId()));
            changes.change(good.releaseId(), release -> isNews(release, event));
            missed.told(app, planned.name(), it.datastore(), due);
        } catch (ReleaseUnknown e) {
            log.warn(
                    "The backup of {} of {} {} that was due at {} is missing, and the release that serves is unknown: {}",
                    it.datastore(),
                    app,
                    planned.name(),
                    due,
                    e.getMessage());
        }
    }

    private static boolean isNews(Release release, BackupMissed missed) {
        var isTold = release.story().stream()
                .map(Entry::event)
                .anyMatch(it -> it instanceof BackupMissed told
                        && told.datastore().equals(missed.datastore())
                        && told.due().equals(missed.due()));
        return !isTold
                && release.deployment(missed.deploymentId())
                        .filter(it -> release.record(it, missed))
                        .isPresent();
    }

    private @Nullable String problem(String app, PlannedEnvironment planned, ReadBackups.Schedule it) {
        var silent = read.read(app, planned.name(), planned.agent()).agentSilentSince();
        return silent == null ? it.problem() : "Agent %s was last heard at %s".formatted(planned.agent(), silent);
    }
}
