package ai.kaleem.release.api.request;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.environment.ReadBackups;
import ai.kaleem.release.api.environment.ReadBackups.Item;
import ai.kaleem.release.api.plan.Fault;
import ai.kaleem.release.api.plan.FaultsFound;
import ai.kaleem.release.api.plan.Fingerprint;
import ai.kaleem.release.api.plan.PlannedEnvironment;
import ai.kaleem.release.api.plan.Plans;
import ai.kaleem.release.api.release.Placed;
import ai.kaleem.release.api.release.RequestHandling;
import ai.kaleem.release.api.release.WantedHandling;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Restoration;
import ai.kaleem.release.common.contract.StoredData;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Takes the order to bring the data of an environment back as it was in backups. Which ones is settled here, by name. */
public final class PlaceRestore {

    private static final String LIST = "GET .../backups lists those there are";

    private final Plans plans;
    private final Once once;
    private final ReadBackups backups;
    private final RequestHandling requests;

    public PlaceRestore(Plans plans, Keys keys, ReadBackups backups, RequestHandling requests) {
        this.plans = plans;
        this.once = new Once(keys);
        this.backups = backups;
        this.requests = requests;
    }

    /**
     * Either a backup or a version.
     *
     * @param datastore null for the one that the backup is of, or for all
     * @param backup id as the list of backups has it
     * @param before a version: the data is wanted as it was just before that was released
     */
    public record Selection(
            @Nullable String datastore,
            @Nullable String backup,
            @Nullable String before) {}

    private record Chosen(PlannedEnvironment environment, List<Restoration> restorations) {}

    /**
     * Durable when it returns.
     *
     * @param dryRun whether it is only to be said what would be restored and lost
     * @param key the caller's idempotency key, if any: the same order under it again is the same deployment
     * @throws FaultsFound where it is not clear what is meant, or there is no such backup
     * @throws KeyReused where the key was used for another request
     * @throws ai.kaleem.release.api.plan.AppUnknown where the app has no plan
     * @throws ai.kaleem.release.api.plan.EnvironmentUnknown where the plan has no such environment
     * @throws ai.kaleem.release.api.release.NothingToRollBackTo where no release runs there
     * @throws ai.kaleem.release.api.release.TurnHeld where something else is under way there
     */
    public Placed place(
            String app,
            String environment,
            Selection wanted,
            boolean dryRun,
            @Nullable String reason,
            Caller caller,
            @Nullable String key) {
        return once.<Chosen>once(
                caller,
                key,
                Fingerprint.of(Arrays.asList(
                        "restore",
                        app,
                        environment,
                        wanted.datastore(),
                        wanted.backup(),
                        wanted.before(),
                        dryRun,
                        reason)),
                () -> chosen(app, environment, wanted),
                (chosen, id) -> requests.request(new WantedHandling(
                        new DeploymentId(id),
                        app,
                        chosen.environment().name(),
                        chosen.environment().agent(),
                        dryRun ? Kind.RESTORE_DRY_RUN : Kind.RESTORE,
                        caller.name(),
                        reason,
                        chosen.restorations())));
    }

    private Chosen chosen(String app, String environment, Selection wanted) {
        var planned = plans.get(app).plan().environment(environment);
        checkDatastore(planned, wanted.datastore());
        if ((wanted.backup() == null) == (wanted.before() == null)) {
            throw fault(
                    "backup",
                    wanted.backup() == null ? "is missing" : "is given and before, too",
                    "name one backup, or with before the version whose release the data is wanted from before; "
                            + LIST);
        }
        var told = backups.read(app, planned.name(), planned.agent());
        var sealed = told.items().stream()
                .filter(Item::sealed)
                .filter(it -> wanted.datastore() == null || it.datastore().equals(wanted.datastore()))
                .toList();
        var note = told.note() == null ? "" : " that is known (%s)".formatted(told.note());
        return new Chosen(
                planned,
                wanted.backup() == null ? before(sealed, wanted.before(), note) : named(sealed, wanted.backup(), note));
    }

    private static void checkDatastore(PlannedEnvironment planned, @Nullable String datastore) {
        if (datastore != null
                && planned.datastores().stream().noneMatch(it -> it.name().equals(datastore))) {
            throw fault("datastore", "is none of the plan", "name one of the plan's datastores, or leave it out");
        }
    }

    private static List<Restoration> named(List<Item> sealed, String backup, String note) {
        var found = restorations(sealed, it -> it.id().equals(backup)).toList();
        if (found.isEmpty()) {
            throw fault("backup", "is no sealed one" + note, LIST);
        }
        if (found.size() > 1) {
            throw fault("datastore", "is missing", "several datastores have a backup of that name: say of which");
        }
        return found;
    }

    /** A version may have been tried more than once: as the data was before the last time. */
    private static List<Restoration> before(List<Item> sealed, @Nullable String version, String note) {
        var ofIt = sealed.stream()
                .filter(it -> it.kind() == StoredData.Kind.BEFORE_RELEASE)
                .filter(it -> version != null && version.equals(it.version()))
                .toList();
        var last = ofIt.stream()
                .map(Item::deployment)
                .max(Comparator.comparing(DeploymentId::value))
                .orElseThrow(() -> fault("before", "is no version that a sealed backup was taken for" + note, LIST));
        return restorations(ofIt, it -> it.deployment().equals(last)).toList();
    }

    private static Stream<Restoration> restorations(List<Item> items, Predicate<Item> are) {
        return items.stream().filter(are).map(it -> new Restoration(it.datastore(), it.id()));
    }

    private static FaultsFound fault(String path, String message, String fix) {
        return new FaultsFound(List.of(new Fault(path, message, fix)));
    }
}
