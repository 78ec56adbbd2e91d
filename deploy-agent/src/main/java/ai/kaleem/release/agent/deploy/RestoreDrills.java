package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.Request.DrillRequested;
import ai.kaleem.release.common.contract.StoredData.Count;
import ai.kaleem.release.common.contract.StoredData.Drill;
import ai.kaleem.release.common.contract.StoredData.DrillState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drills backups when a person asks or the plan's schedule does, one at a time. What was asked is on the disk before it is
 * begun; one that a crash cut off is begun again: it harms nothing but a throw-away container.
 */
public final class RestoreDrills {

    private static final Logger log = LoggerFactory.getLogger(RestoreDrills.class);

    /** Of a place, so many are remembered and told. */
    private static final int REMEMBERED = 20;

    private final Tools tools;
    private final DrillBook book;
    private final Calendar calendar;
    private final Duration every;
    private final Consumer<DiskLost> lost;
    private final Bell bell = new Bell();
    private final Thread looking = Thread.ofVirtual().name("restore-drills").unstarted(this::run);

    /**
     * @param every how often it is looked whether one is due
     * @param lost told once when the disk would not confirm what was written; then there are no more
     */
    public RestoreDrills(Tools tools, DrillBook book, Calendar calendar, Duration every, Consumer<DiskLost> lost) {
        this.tools = tools;
        this.book = book;
        this.calendar = calendar;
        this.every = every;
        this.lost = lost;
    }

    public void start() {
        looking.start();
    }

    /** One that is under way is begun again by the next start. */
    public void stop() {
        bell.stop();
    }

    /** The newest first. */
    List<Drill> of(Place place) {
        return book.of(place);
    }

    /** On the disk when it returns; the same order again changes nothing. */
    public void ask(DrillRequested request) {
        var place = new Place(request.app(), request.environment());
        var serving = serving(place);
        if (serving == null) {
            log.warn("A drill was asked for at {}, where nothing serves", place);
            return;
        }
        synchronized (book) {
            var known = book.of(place);
            if (known.stream().anyMatch(it -> it.id().equals(request.drill()))) {
                return;
            }
            var late = now().isAfter(request.notAfter());
            var asked = serving.request().datastores().stream()
                    .filter(it -> request.datastore() == null
                            ? it.canBeDrilled()
                            : it.name().equals(request.datastore()))
                    .map(it -> new Drill(
                            request.drill(),
                            it.name(),
                            request.backup(),
                            late ? DrillState.FAILED : DrillState.WAITING,
                            now(),
                            late ? now() : null,
                            late ? "It came after %s, the latest it may begin".formatted(request.notAfter()) : null,
                            List.of(),
                            serving.request().releaseId(),
                            serving.id()))
                    .toList();
            if (asked.isEmpty()) {
                log.warn("A drill was asked for of {} at {}, which has none", request.datastore(), place);
            }
            remember(place, Stream.concat(asked.stream(), known.stream()));
        }
        bell.ring();
    }

    private void run() {
        try {
            while (true) {
                for (var state : tools.ledger().read(Journal.Entries::places)) {
                    bell.goOn();
                    look(state.place());
                }
                bell.await(every);
            }
        } catch (Bell.Stopping | JournalClosed e) {
            log.debug("No more drills");
        } catch (DiskLost e) {
            lost.accept(e);
        }
    }

    private void look(Place place) {
        var serving = serving(place);
        if (serving == null) {
            return;
        }
        try {
            serving.request().datastores().forEach(it -> askIfDue(serving, it));
            for (var drill : book.of(place)) {
                if (drill.finishedAt() == null) {
                    bell.goOn();
                    drill(serving, drill);
                }
            }
        } catch (Bell.Stopping | JournalClosed | DiskLost e) {
            throw e;
        } catch (RuntimeException e) {
            log.warn("The drills of {} do not go on: {}", place, e.getMessage());
        }
    }

    private void askIfDue(Deployment serving, DatastoreSpec datastore) {
        var drill = datastore.drill();
        var schedule = drill == null ? null : drill.schedule();
        if (schedule == null) {
            return;
        }
        synchronized (book) {
            var place = serving.place();
            var known = book.of(place);
            var last = known.stream()
                    .filter(it -> it.datastore().equals(datastore.name()))
                    .map(Drill::askedAt)
                    .findFirst()
                    .orElse(serving.report().at());
            // A clock that was put back must not stop it.
            var due = calendar.next(schedule, last.isAfter(now()) ? now() : last);
            if (due.isPresent() && !due.get().isAfter(now())) {
                var asked = new Drill(
                        "scheduled-" + due.get(),
                        datastore.name(),
                        null,
                        DrillState.WAITING,
                        now(),
                        null,
                        null,
                        List.of(),
                        serving.request().releaseId(),
                        serving.id());
                remember(place, Stream.concat(Stream.of(asked), known.stream()));
            }
        }
    }

    private void drill(Deployment serving, Drill drill) {
        var place = serving.place();
        try {
            if (drill.state() == DrillState.RUNNING) {
                // Cut off, and perhaps not begun again, as where the plan has no such datastore any more.
                tools.backups().clearDrill(place, drill.datastore());
            }
            var datastore = serving.request().datastores().stream()
                    .filter(it -> it.name().equals(drill.datastore()))
                    .findFirst()
                    .orElseThrow(() -> new StepFailed("What serves now has no such datastore"));
            var backup = chosen(place, datastore, drill.backup());
            put(place, drill, DrillState.RUNNING, name(backup), null, null, List.of());
            var drilled = tools.backups().drill(place, datastore, backup);
            var state = drilled.passed() ? DrillState.PASSED : DrillState.FAILED;
            put(place, drill, state, name(backup), now(), drilled.detail(), drilled.counts());
            log.info("Drill {} of {} at {}: {}", drill.id(), name(backup), place, drilled.detail());
        } catch (Bell.Stopping | JournalClosed | DiskLost e) {
            throw e;
        } catch (HostUnavailable e) {
            // It waits for the engine.
            log.debug("Drill {} waits: {}", drill.id(), e.getMessage());
        } catch (RuntimeException e) {
            log.warn("Drill {} of {} at {} failed: {}", drill.id(), drill.datastore(), place, e.getMessage());
            put(place, drill, DrillState.FAILED, last(place, drill), now(), String.valueOf(e.getMessage()), List.of());
        }
    }

    private AgentReport.Backup chosen(Place place, DatastoreSpec datastore, @Nullable String wanted) {
        return tools.backups().held(place, datastore).stream()
                .map(Backups.Held::backup)
                .filter(it -> wanted == null || name(it).equals(wanted))
                .findFirst()
                .orElseThrow(() -> new StepFailed(
                        wanted == null
                                ? "There is no sealed backup of it"
                                : "There is no sealed backup %s of it".formatted(wanted)));
    }

    /** Which backup it was begun with; null where it came to none. */
    private @Nullable String last(Place place, Drill drill) {
        return book.of(place).stream()
                .filter(it -> isSame(it, drill))
                .findFirst()
                .map(Drill::backup)
                .orElse(drill.backup());
    }

    private void put(
            Place place,
            Drill drill,
            DrillState state,
            @Nullable String backup,
            @Nullable Instant finishedAt,
            @Nullable String detail,
            List<Count> counts) {
        var changed = new Drill(
                drill.id(),
                drill.datastore(),
                backup,
                state,
                drill.askedAt(),
                finishedAt,
                detail,
                counts,
                drill.releaseId(),
                drill.deploymentId());
        synchronized (book) {
            remember(place, book.of(place).stream().map(it -> isSame(it, drill) ? changed : it));
        }
    }

    private static boolean isSame(Drill one, Drill other) {
        return one.id().equals(other.id()) && one.datastore().equals(other.datastore());
    }

    private void remember(Place place, Stream<Drill> drills) {
        var all = new ArrayList<>(drills.toList());
        book.write(place, all.subList(0, Math.min(all.size(), REMEMBERED)));
    }

    private @Nullable Deployment serving(Place place) {
        return tools.ledger()
                .read(entries -> Optional.ofNullable(entries.place(place).serving()))
                .map(tools.ledger()::get)
                .orElse(null);
    }

    private static String name(AgentReport.Backup backup) {
        return String.valueOf(Path.of(backup.file()).getFileName());
    }

    private Instant now() {
        return tools.ledger().now();
    }
}
