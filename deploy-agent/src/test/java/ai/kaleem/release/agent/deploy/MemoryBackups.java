package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.StoredData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Datastores whose whole content is a string. */
final class MemoryBackups implements Backups {

    /** By container. */
    final Map<String, String> data = new HashMap<>();

    final Map<String, String> files = new LinkedHashMap<>();
    private final List<Held> held = new ArrayList<>();
    private final Map<String, AgentReport.Backup> taken = new HashMap<>();

    /** What happened, in order: {@code take mongo BEFORE_RELEASE}, {@code restore mongo}. */
    final List<String> calls = new ArrayList<>();

    volatile String failure = "";
    volatile String refusesToRestore = "";
    /** Of each that was asked for, why. */
    final List<Purpose> asked = new CopyOnWriteArrayList<>();

    volatile Consumer<Purpose> whileTaking = purpose -> {};
    volatile Runnable whileRestoring = () -> {};

    @Override
    public AgentReport.Backup take(Key key, DatastoreSpec datastore, LongConsumer progress) {
        asked.add(key.purpose());
        whileTaking.accept(key.purpose());
        return taken(key, datastore, progress);
    }

    private synchronized AgentReport.Backup taken(Key key, DatastoreSpec datastore, LongConsumer progress) {
        progress.accept(7);
        if (!failure.isEmpty()) {
            throw new StepFailed(failure);
        }
        var due = key.due();
        var name =
                "%s-%s-%s%s".formatted(key.deployment(), datastore.name(), key.purpose(), due == null ? "" : "-" + due);
        return taken.computeIfAbsent(name, it -> {
            calls.add("take %s %s".formatted(datastore.name(), key.purpose()));
            var content = data.getOrDefault(datastore.container(), "");
            files.put(name, content);
            var backup = new AgentReport.Backup(
                    datastore.name(), name, content.length(), "0".repeat(64), true, false, Instant.now());
            held.addFirst(new Held(key.deployment(), key.purpose(), backup));
            return backup;
        });
    }

    /** By file; the others pass. */
    final Map<String, String> failsItsDrill = new HashMap<>();

    final List<String> drilled = new CopyOnWriteArrayList<>();
    volatile Runnable whileDrilling = () -> {};

    final List<String> cleared = new CopyOnWriteArrayList<>();

    @Override
    public void clearDrill(Place place, String datastore) {
        cleared.add(datastore);
    }

    @Override
    public Drilled drill(Place place, DatastoreSpec datastore, AgentReport.Backup backup) {
        whileDrilling.run();
        drilled.add(backup.file());
        var failure = failsItsDrill.get(backup.file());
        return failure == null
                ? new Drilled(true, "Restored", List.of(new StoredData.Count("keys", 1, 1, 1)))
                : new Drilled(false, failure, List.of());
    }

    @Override
    public synchronized List<Held> held(Place place, DatastoreSpec datastore) {
        return held.stream()
                .filter(it -> it.backup().datastore().equals(datastore.name()))
                .filter(it -> files.containsKey(it.backup().file()))
                .toList();
    }

    @Override
    public synchronized void restore(Place place, DatastoreSpec datastore, AgentReport.Backup backup) {
        if (!refusesToRestore.isEmpty() && backup.file().contains(refusesToRestore)) {
            throw new StepFailed("%s cannot be restored".formatted(backup.file()));
        }
        if (!files.containsKey(backup.file())) {
            throw new StepFailed("there is no backup %s".formatted(backup.file()));
        }
        whileRestoring.run();
        calls.add("restore %s".formatted(datastore.name()));
        data.put(datastore.container(), files.get(backup.file()));
    }

    @Override
    public synchronized void retain(Place place, DatastoreSpec datastore, Set<String> needed) {
        var mine = files.keySet().stream()
                .filter(it -> it.contains("-%s-".formatted(datastore.name())))
                .toList();
        mine.stream()
                .limit(Math.max(0, mine.size() - datastore.keep()))
                .filter(it -> !needed.contains(it))
                .forEach(files::remove);
    }
}
