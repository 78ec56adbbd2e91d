package ai.kaleem.release.api.request;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.environment.ReadBackups;
import ai.kaleem.release.api.plan.Fault;
import ai.kaleem.release.api.plan.FaultsFound;
import ai.kaleem.release.api.plan.Fingerprint;
import ai.kaleem.release.api.plan.PlannedEnvironment;
import ai.kaleem.release.api.plan.Plans;
import ai.kaleem.release.api.release.RequestDrill;
import ai.kaleem.release.common.contract.DatastoreSpec;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Takes the order of a drill. */
public final class PlaceDrill {

    private final Plans plans;
    private final Once once;
    private final ReadBackups backups;
    private final RequestDrill requests;

    public PlaceDrill(Plans plans, Keys keys, ReadBackups backups, RequestDrill requests) {
        this.plans = plans;
        this.once = new Once(keys);
        this.backups = backups;
        this.requests = requests;
    }

    /**
     * Durable when it returns.
     *
     * @param datastore null for each that can be drilled
     * @param backup id as the list of backups has it; null for the newest
     * @param key the caller's idempotency key, if any: the same order under it again is the same drill
     * @return its id
     * @throws KeyReused where the key was used for another request
     * @throws FaultsFound where there is no such datastore or backup, or it cannot be drilled
     * @throws ai.kaleem.release.api.release.NothingToDrill where nothing serves there
     */
    public String place(
            String app,
            String environment,
            @Nullable String datastore,
            @Nullable String backup,
            Caller caller,
            @Nullable String key) {
        return once.<PlannedEnvironment>once(
                        caller,
                        key,
                        Fingerprint.of(Arrays.asList("drill", app, environment, datastore, backup)),
                        () -> checked(app, environment, datastore, backup),
                        (known, id) -> requests.request(app, known.name(), known.agent(), id, datastore, backup))
                .deploymentId()
                .value();
    }

    private PlannedEnvironment checked(
            String app, String environment, @Nullable String datastore, @Nullable String backup) {
        var planned = plans.get(app).plan().environment(environment);
        var able = planned.datastores().stream()
                .filter(DatastoreSpec::canBeDrilled)
                .map(DatastoreSpec::name)
                .toList();
        var names = able.isEmpty() ? "there is none" : able.stream().collect(Collectors.joining(", "));
        if (able.isEmpty() || (datastore != null && !able.contains(datastore))) {
            throw fault(
                    "datastore",
                    "is none that can be restored in a throw-away container",
                    "name one of these: %s".formatted(names));
        }
        if (backup != null) {
            checkBackup(app, planned, datastore, backup);
        }
        return planned;
    }

    private void checkBackup(String app, PlannedEnvironment planned, @Nullable String datastore, String backup) {
        if (datastore == null) {
            throw fault("datastore", "is missing", "say of which datastore the backup is");
        }
        var told = backups.read(app, planned.name(), planned.agent());
        if (told.items().stream()
                .noneMatch(it -> it.id().equals(backup) && it.datastore().equals(datastore))) {
            var note = told.note();
            throw fault(
                    "backup",
                    "is none of %s%s".formatted(datastore, note == null ? "" : " that is known (%s)".formatted(note)),
                    "name the id of one that GET .../backups lists, or leave it out for the newest");
        }
    }

    private static FaultsFound fault(String path, String message, String fix) {
        return new FaultsFound(List.of(new Fault(path, message, fix)));
    }
}
