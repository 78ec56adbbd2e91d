package ai.kaleem.release.api.release;

import ai.kaleem.release.api.environment.Environment;
import ai.kaleem.release.api.environment.Environments;
import ai.kaleem.release.api.environment.ReadEnvironment;
import ai.kaleem.release.api.release.RollbackPlan.Kept;
import ai.kaleem.release.api.release.RollbackPlan.Loss;
import ai.kaleem.release.api.release.RollbackPlan.Option;
import ai.kaleem.release.api.release.RollbackPlan.Replaced;
import ai.kaleem.release.api.release.RollbackPlan.Target;
import ai.kaleem.release.api.release.RollbackPlan.Way;
import ai.kaleem.release.common.contract.DatastoreSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says which ways out there are before somebody takes one. Changes nothing, and asks nobody. */
public final class PlanRollback {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Releases releases;
    private final Environments environments;
    private final ReadEnvironment read;
    private final RollbackTargets targets;
    private final Clock clock;

    public PlanRollback(Releases releases, Environments environments, ReadEnvironment read, Clock clock) {
        this.releases = releases;
        this.environments = environments;
        this.read = read;
        this.targets = new RollbackTargets(releases);
        this.clock = clock;
    }

    /**
     * @param agent who serves the environment
     * @param to version or release; null for the last good one before the present
     * @throws NothingToRollBackTo where what is named is not there, or never ended SUCCEEDED there
     */
    public RollbackPlan plan(String app, String name, String agent, @Nullable String to) {
        var environment = environments.find(app, name).orElseGet(() -> Environment.untouched(app, name));
        var target = targets.find(environment, to);
        target.ifPresent(it -> RollbackTargets.requireGood(it, name));
        var takenBack = target.map(it -> TakenBack.by(it, environment, releases))
                .orElseGet(() -> new TakenBack(List.of(), false, false));
        var runs = EarlierRuns.in(releases, app, name);
        var imageOnly = target.map(it -> imageOnly(it, environment, takenBack, runs))
                .orElseGet(() -> impossible(Way.IMAGE_ONLY, RollbackTargets.nothingBefore(environment), runs));
        var imageAndData = target.map(it -> imageAndData(it, environment, takenBack, runs))
                .orElseGet(() -> impossible(Way.IMAGE_AND_DATA, RollbackTargets.nothingBefore(environment), runs));
        var forward = rollForward(environment, runs);
        var advised = Stream.of(imageOnly, imageAndData, forward)
                .filter(Option::possible)
                .findFirst()
                .orElse(forward)
                .way();
        var now = read.read(app, name, agent);
        return new RollbackPlan(
                app,
                name,
                now.version(),
                now.underWay(),
                target.map(it -> new Target(it.id(), it.version())).orElse(null),
                takenBack.all().stream().map(PlanRollback::replaced).toList(),
                now.agentSilentSince(),
                advised,
                Stream.of(imageOnly, imageAndData, forward)
                        .sorted(Comparator.comparing(it -> it.way() != advised))
                        .toList());
    }

    private static Replaced replaced(TakenBack.One it) {
        return new Replaced(
                it.release(),
                it.version(),
                it.deployment().id(),
                Migrations.of(it.deployment().snapshot()));
    }

    private static Option imageOnly(Release target, Environment environment, TakenBack taken, EarlierRuns runs) {
        var because = new ArrayList<String>();
        for (var it : taken.irreversible()) {
            var services = it.irreversible().stream()
                    .map(ReleaseView.MigrationView::service)
                    .collect(Collectors.joining(", "));
            because.add(
                    "%s migrated the data (%s), and its plan does not say that %s can work with it. Where you know that it can, add \"despiteMigration\": true"
                            .formatted(it.version(), services, target.version()));
        }
        var possible = because.isEmpty();
        if (!taken.known()) {
            because.add("It is not known what replaced %s, so check by hand that it can work with the data as it is"
                    .formatted(target.version()));
        }
        because.add(whereItIs(target, environment, taken));
        return option(Way.IMAGE_ONLY, possible, because, null, runs, ask(environment, target, "keep"));
    }

    private static String whereItIs(Release target, Environment environment, TakenBack taken) {
        var version = target.version();
        var current = environment.current().filter(it -> it.releaseId().equals(target.id()));
        if (current.isPresent()) {
            return taken.underWay()
                    ? "%s still runs beside what is under way: no image is pulled".formatted(version)
                    : "%s is what should run there now: nothing changes where it does".formatted(version);
        }
        var isBefore = environment
                .beforeCurrent()
                .filter(it -> it.releaseId().equals(target.id()))
                .isPresent();
        return isBefore && !taken.underWay()
                ? "The containers of %s are kept on the server, stopped: no registry is needed".formatted(version)
                : "The containers of %s are no longer kept: what is not on the server any more of %s is pulled again"
                        .formatted(version, images(target));
    }

    private static String images(Release target) {
        return String.join(", ", target.view().images().values());
    }

    private Option imageAndData(Release target, Environment environment, TakenBack taken, EarlierRuns runs) {
        var way = Way.IMAGE_AND_DATA;
        if (taken.nothingTouched()) {
            return impossible(way, "Nothing has changed the data since %s: keep it".formatted(target.version()), runs);
        }
        if (!taken.known() || taken.all().isEmpty()) {
            return impossible(
                    way,
                    "It is not known what replaced %s, and so not which backup belongs to it"
                            .formatted(target.version()),
                    runs);
        }
        var first = taken.all().getFirst();
        var datastores = first.deployment().plan().datastores();
        if (datastores.isEmpty()) {
            return impossible(way, "The plan of %s names no datastore".formatted(first.version()), runs);
        }
        var kept = datastores.stream().flatMap(it -> kept(it, taken).stream()).toList();
        var missing = datastores.stream()
                .map(DatastoreSpec::name)
                .filter(it -> taken.backupOf(it).isEmpty())
                .map(it -> "There is no sealed backup of %s from before %s; it stays as it is"
                        .formatted(it, first.version()))
                .toList();
        if (kept.isEmpty()) {
            return option(way, false, missing, null, runs, null);
        }
        var because = new ArrayList<>(missing);
        because.add("The backup from before %s belongs to %s".formatted(first.version(), target.version()));
        kept.stream()
                .filter(it -> !it.drilled())
                .forEach(it -> because.add(
                        "The backup of %s was read back, but never restored for a trial".formatted(it.datastore())));
        if (taken.all().size() > 1) {
            because.add("It also loses what was written under %s"
                    .formatted(taken.all().stream()
                            .skip(1)
                            .map(TakenBack.One::version)
                            .collect(Collectors.joining(", "))));
        }
        var since =
                kept.stream().map(Kept::takenAt).min(Comparator.naturalOrder()).orElseThrow();
        because.add("The present state is dumped first, beside the other backups on the server");
        return option(
                way, true, because, new Loss(since, minutes(since), kept), runs, ask(environment, target, "restore"));
    }

    private Optional<Kept> kept(DatastoreSpec datastore, TakenBack taken) {
        return taken.backupOf(datastore.name())
                .map(it -> new Kept(it.datastore(), it.file(), it.takenAt(), minutes(it.takenAt()), it.drilled()));
    }

    private static Option rollForward(Environment environment, EarlierRuns runs) {
        return option(
                Way.ROLL_FORWARD,
                true,
                List.of("A new version passes the gates and approvals as ever; what runs goes on until then"),
                null,
                runs,
                "POST /api/v1/releases {\"app\": \"%s\", \"environment\": \"%s\", \"version\": \"...\"}"
                        .formatted(environment.app(), environment.name()));
    }

    private static Option impossible(Way way, String why, EarlierRuns runs) {
        return option(way, false, List.of(why), null, runs, null);
    }

    private static Option option(
            Way way,
            boolean possible,
            List<String> because,
            @Nullable Loss loses,
            EarlierRuns runs,
            @Nullable String ask) {
        var takes = runs.of(way);
        var words = new ArrayList<>(because);
        if (takes == null) {
            words.add("No earlier run of this kind in this environment says how long it takes");
        }
        return new Option(way, possible, List.copyOf(words), loses, takes, possible ? ask : null);
    }

    private static String ask(Environment environment, Release target, String data) {
        return "POST /api/v1/apps/%s/environments/%s/rollback {\"to\": \"%s\", \"data\": \"%s\"}"
                .formatted(environment.app(), environment.name(), target.version(), data);
    }

    private long minutes(Instant since) {
        var lost = Duration.between(since, clock.instant());
        return lost.isNegative() ? 0 : lost.plus(MINUTE).minusNanos(1).toMinutes();
    }
}
