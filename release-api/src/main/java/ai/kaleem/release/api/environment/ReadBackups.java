package ai.kaleem.release.api.environment;

import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Fact.Serving;
import ai.kaleem.release.common.contract.StoredData;
import ai.kaleem.release.common.contract.StoredData.Drill;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells which backups of an environment there are, as its agent last said. */
public final class ReadBackups {

    /** An hour without the backup that was due is too long. */
    private static final Duration OVERDUE = Duration.ofHours(1);

    /**
     * @param at when the agent looked, by its clock; null where it has not told yet
     * @param note why the lists are empty though there may be backups; null where they are what the agent has
     * @param items the newest first
     */
    public record View(@Nullable Instant at, @Nullable String note, List<Item> items, List<Schedule> schedules) {

        static View notTold(String why) {
            return new View(null, "not told yet: " + why, List.of(), List.of());
        }
    }

    /**
     * @param id the file's name, which no other backup of the datastore has
     * @param file path on the agent's host
     * @param bytes of the file, which is compressed
     * @param drilled restored once in a throw-away container
     * @param deployment for whose sake it was taken; of a scheduled one, what served then
     * @param drill its last one, with when, what was counted and why it failed, among those that the agent remembers; null for
     *     none
     */
    public record Item(
            String id,
            String datastore,
            StoredData.Kind kind,
            Instant takenAt,
            String file,
            long bytes,
            String sha256,
            boolean sealed,
            boolean drilled,
            DeploymentId deployment,
            @Nullable String version,
            @Nullable Drilled drill) {}

    /** @param counts of each table or database: between {@code least} and {@code most} when it was taken */
    public record Drilled(
            boolean passed, @Nullable Instant at, @Nullable String detail, List<StoredData.Count> counts) {}

    /**
     * @param due when the next is to be taken, or was; null where that cannot be told
     * @param overdue whether it should be there for more than an hour
     * @param written bytes of the one that is being taken; null where none is
     * @param problem why none could be taken; null where nothing is wrong
     */
    public record Schedule(
            String datastore,
            @Nullable Instant due,
            boolean overdue,
            @Nullable Long written,
            @Nullable String problem) {}

    private final Agents agents;
    private final Clock clock;

    public ReadBackups(Agents agents, Clock clock) {
        this.agents = agents;
        this.clock = clock;
    }

    /** @param agent who serves the environment, as the plan says */
    public View read(String app, String environment, String agent) {
        var heard = agents.find(agent);
        if (heard.isEmpty()) {
            return View.notTold(
                    "agent %s was never heard; see whether it runs and reaches the broker".formatted(agent));
        }
        return heard.get().beat().running().stream()
                .filter(it -> it.app().equals(app) && it.environment().equals(environment))
                .map(Serving::data)
                .filter(Objects::nonNull)
                .findFirst()
                .map(this::view)
                .orElseGet(() -> View.notTold(
                        "agent %s has not looked since it started, or nothing serves there; it looks once a minute"
                                .formatted(agent)));
    }

    private View view(StoredData data) {
        return new View(
                data.at(),
                null,
                data.backups().stream().map(it -> item(it, data)).toList(),
                data.schedules().stream().map(this::schedule).toList());
    }

    private static Item item(StoredData.Stored stored, StoredData data) {
        var backup = stored.backup();
        var id = String.valueOf(Path.of(backup.file()).getFileName());
        return new Item(
                id,
                backup.datastore(),
                stored.kind(),
                backup.takenAt(),
                backup.file(),
                backup.bytes(),
                backup.sha256(),
                backup.sealed(),
                backup.drilled(),
                stored.deployment(),
                stored.version(),
                drilled(backup.datastore(), id, data));
    }

    private static @Nullable Drilled drilled(String datastore, String id, StoredData data) {
        List<Drill> drills = data.drills();
        if (drills == null) {
            return null;
        }
        return drills.stream()
                .filter(it -> it.datastore().equals(datastore) && id.equals(it.backup()) && it.finishedAt() != null)
                .findFirst()
                .map(it -> new Drilled(
                        it.state() == StoredData.DrillState.PASSED, it.finishedAt(), it.detail(), it.counts()))
                .orElse(null);
    }

    private Schedule schedule(StoredData.Schedule it) {
        var overdue = Optional.ofNullable(it.due())
                .filter(due -> clock.instant().isAfter(due.plus(OVERDUE)))
                .isPresent();
        return new Schedule(it.datastore(), it.due(), overdue, it.written(), it.problem());
    }
}
