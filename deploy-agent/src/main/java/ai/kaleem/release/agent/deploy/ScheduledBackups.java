package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.agent.deploy.Backups.Held;
import ai.kaleem.release.agent.deploy.Backups.Key;
import ai.kaleem.release.agent.deploy.Backups.Purpose;
import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.StoredData;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Backs data up when the plan's schedule asks, while nothing is deployed there. What is due follows from the newest backup on
 * the disk: so nothing is forgotten by a crash, and times that passed while the agent was away are made up for once.
 */
public final class ScheduledBackups {

    private static final Logger log = LoggerFactory.getLogger(ScheduledBackups.class);

    /** After a failure. */
    private static final Duration UNTIL_TRIED_AGAIN = Duration.ofMinutes(10);

    /** Of a datastore's backups, so many are told in each beat. */
    private static final int TOLD = 50;

    private final Tools tools;
    private final Calendar calendar;
    private final Duration every;
    private final Consumer<DiskLost> lost;
    private final Bell bell = new Bell();
    private final NeededBackups needed;
    private final Map<Place, StoredData> told = new ConcurrentHashMap<>();
    private final Map<Store, Failure> failures = new ConcurrentHashMap<>();
    private final Thread looking = Thread.ofVirtual().name("scheduled-backups").unstarted(this::run);

    private record Store(Place place, String datastore) {}

    private record Failure(Instant at, String reason) {}

    /**
     * @param every how often it is looked whether one is due
     * @param lost told once when the disk would not confirm a backup; then no more are taken
     */
    public ScheduledBackups(Tools tools, Calendar calendar, Duration every, Consumer<DiskLost> lost) {
        this.tools = tools;
        this.calendar = calendar;
        this.every = every;
        this.lost = lost;
        this.needed = new NeededBackups(tools.ledger());
    }

    public void start() {
        looking.start();
    }

    /** What is half written is removed when the next one is taken. */
    public void stop() {
        bell.stop();
    }

    /** What was seen last; null before the first look, and where nothing serves. */
    @Nullable StoredData seen(Place place) {
        return told.get(place);
    }

    private void run() {
        try {
            while (true) {
                for (var state : tools.ledger().read(Journal.Entries::places)) {
                    bell.goOn();
                    look(state);
                }
                bell.await(every);
            }
        } catch (Bell.Stopping | JournalClosed e) {
            log.debug("No more backups are scheduled");
        } catch (DiskLost e) {
            lost.accept(e);
        }
    }

    private void look(PlaceState state) {
        var serving =
                Optional.ofNullable(state.serving()).map(id -> tools.ledger().get(id));
        if (serving.isEmpty()) {
            told.remove(state.place());
            return;
        }
        tell(serving.get(), null, 0);
        for (var datastore : serving.get().request().datastores()) {
            backUpIfDue(serving.get(), datastore);
        }
        tell(serving.get(), null, 0);
    }

    private void backUpIfDue(Deployment serving, DatastoreSpec datastore) {
        var store = new Store(serving.place(), datastore.name());
        try {
            var due = due(serving, datastore).filter(it -> !it.isAfter(now()));
            if (due.isPresent() && !hasJustFailed(store)) {
                backUp(serving, datastore, due.get());
            }
        } catch (Bell.Stopping | JournalClosed | DiskLost e) {
            throw e;
        } catch (RuntimeException e) {
            log.warn("The scheduled backup of {} of {} failed: {}", datastore.name(), serving.place(), e.getMessage());
            failures.put(store, new Failure(now(), String.valueOf(e.getMessage())));
        }
    }

    private boolean hasJustFailed(Store store) {
        var failure = failures.get(store);
        return failure != null && now().isBefore(failure.at().plus(UNTIL_TRIED_AGAIN));
    }

    /** Whoever deploys was first, or waits for this one before the data is touched. */
    private void backUp(Deployment serving, DatastoreSpec datastore, Instant due) {
        var place = serving.place();
        var turn = tools.turns().ask(place);
        if (turn.isEmpty()) {
            return;
        }
        try (var mine = turn.get()) {
            // Asked with the turn in hand: what is accepted from here on finds it taken.
            var idle = tools.ledger()
                    .read(entries -> entries.unfinished(place).isEmpty()
                            && serving.id().equals(entries.place(place).serving()));
            if (!idle) {
                return;
            }
            tools.backups()
                    .take(
                            new Key(place, serving.id(), Purpose.SCHEDULED, due),
                            datastore,
                            bytes -> tell(serving, datastore.name(), bytes));
            tools.backups().retain(place, datastore, needed.of(serving));
            failures.remove(new Store(place, datastore.name()));
        }
    }

    /** Where there is none yet, it is due since what serves was put there. A dump before a restore is of data that is no more. */
    private Optional<Instant> due(Deployment serving, DatastoreSpec datastore) {
        var schedule = datastore.schedule();
        if (schedule == null) {
            return Optional.empty();
        }
        var now = now();
        var newest = tools.backups().held(serving.place(), datastore).stream()
                .filter(it -> it.purpose() != Purpose.BEFORE_RESTORE)
                .map(it -> it.backup().takenAt())
                .findFirst();
        if (newest.isEmpty()) {
            var since = serving.report().at();
            return Optional.of(since.isAfter(now) ? now : since);
        }
        // A clock that was put back must not stop it.
        return calendar.next(schedule, newest.get().isAfter(now) ? now : newest.get());
    }

    /** @param written of the one that is being taken, in bytes */
    private void tell(Deployment serving, @Nullable String taking, long written) {
        var stored = new ArrayList<Held>();
        var schedules = new ArrayList<StoredData.Schedule>();
        for (var datastore : serving.request().datastores()) {
            var failure = failures.get(new Store(serving.place(), datastore.name()));
            var problem = failure == null ? null : failure.reason();
            Instant due = null;
            try {
                tools.backups().held(serving.place(), datastore).stream()
                        .limit(TOLD)
                        .forEach(stored::add);
                due = due(serving, datastore).orElse(null);
            } catch (Bell.Stopping | JournalClosed | DiskLost e) {
                throw e;
            } catch (RuntimeException e) {
                // One that cannot be looked at, as a schedule that this agent cannot read, is no reason to leave the
                // others.
                problem = String.valueOf(e.getMessage());
            }
            if (datastore.schedule() != null) {
                var bytes = datastore.name().equals(taking) ? Long.valueOf(written) : null;
                schedules.add(new StoredData.Schedule(datastore.name(), due, bytes, problem));
            }
        }
        told.put(serving.place(), new StoredData(now(), told(stored), schedules));
    }

    private List<StoredData.Stored> told(List<Held> stored) {
        return stored.stream()
                .sorted((one, other) ->
                        other.backup().takenAt().compareTo(one.backup().takenAt()))
                .map(it -> new StoredData.Stored(kind(it.purpose()), it.deployment(), version(it), it.backup()))
                .toList();
    }

    private @Nullable String version(Held held) {
        return tools.ledger()
                .read(entries -> entries.find(held.deployment()))
                .map(it -> it.request().version())
                .orElse(null);
    }

    private static StoredData.Kind kind(Purpose purpose) {
        return switch (purpose) {
            case BEFORE_RELEASE -> StoredData.Kind.BEFORE_RELEASE;
            case BEFORE_RESTORE -> StoredData.Kind.BEFORE_RESTORE;
            case SCHEDULED -> StoredData.Kind.SCHEDULED;
        };
    }

    private Instant now() {
        return tools.ledger().now();
    }
}
