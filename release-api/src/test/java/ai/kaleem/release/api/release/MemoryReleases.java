package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ReleaseEvent;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.Request;
import ai.kaleem.release.common.contract.Told;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Releases in memory, as snapshots, with everything that was ever told and asked. */
public class MemoryReleases implements Releases {

    private record Stored(ReleaseSnapshot snapshot, long revision) {}

    private final TreeMap<ReleaseId, Stored> releases = new TreeMap<>();
    private final Map<String, ReleaseId> versions = new TreeMap<>();
    private final Map<String, Instant> reserved = new TreeMap<>();
    private final List<Open> open = new ArrayList<>();
    private final List<Told> told = new ArrayList<>();
    private final List<Request> asked = new ArrayList<>();

    @Override
    public synchronized boolean add(Release release) {
        if (releases.containsKey(release.id())) {
            return false;
        }
        store(release, 1);
        return true;
    }

    @Override
    public synchronized boolean save(Release release) {
        var stored = releases.get(release.id());
        if (stored == null || stored.revision() != release.revision()) {
            return false;
        }
        store(release, release.revision() + 1);
        return true;
    }

    private void store(Release release, long revision) {
        releases.put(release.id(), new Stored(release.snapshot(), revision));
        told.addAll(release.told());
        asked.addAll(release.asked());
        release.stored(revision);
    }

    @Override
    public synchronized Optional<Release> find(ReleaseId id) {
        return Optional.ofNullable(releases.get(id)).map(it -> Release.of(it.snapshot(), it.revision()));
    }

    @Override
    public synchronized ReleasePage list(ReleaseFilter filter) {
        var found = releases.descendingMap().values().stream()
                .filter(it -> filter.olderThan() == null
                        || it.snapshot().origin().id().compareTo(filter.olderThan()) < 0)
                .filter(it ->
                        filter.app() == null || it.snapshot().origin().app().equals(filter.app()))
                .filter(it -> matches(it.snapshot(), filter))
                .map(it -> Release.of(it.snapshot(), it.revision()).view())
                .limit(filter.limit() + 1L)
                .toList();
        var more = found.size() > filter.limit();
        var page = more ? found.subList(0, filter.limit()) : found;
        return new ReleasePage(page, List.of(), more ? page.getLast().id() : null);
    }

    private static boolean matches(ReleaseSnapshot release, ReleaseFilter filter) {
        var places = release.deployments().stream()
                .filter(it ->
                        filter.environment() == null || it.plan().environment().equals(filter.environment()))
                .toList();
        return !places.isEmpty() && (filter.state() == null || places.getLast().state() == filter.state());
    }

    @Override
    public synchronized ReleaseId reserve(String app, String version, ReleaseId id, Instant now) {
        var key = app + "/" + version;
        versions.putIfAbsent(key, id);
        if (versions.get(key).equals(id)) {
            reserved.put(key, now);
        }
        return versions.get(key);
    }

    @Override
    public synchronized Set<String> versions(String app) {
        return versions.keySet().stream()
                .filter(it -> it.startsWith(app + "/"))
                .map(it -> it.substring(app.length() + 1))
                .collect(Collectors.toSet());
    }

    @Override
    public synchronized boolean takeOver(
            String app, String version, ReleaseId from, ReleaseId to, Instant before, Instant now) {
        var key = app + "/" + version;
        if (!from.equals(versions.get(key)) || !reserved.get(key).isBefore(before)) {
            return false;
        }
        versions.put(key, to);
        reserved.put(key, now);
        return true;
    }

    @Override
    public synchronized Optional<ReleaseId> withVersion(String app, String version) {
        return Optional.ofNullable(versions.get(app + "/" + version));
    }

    @Override
    public synchronized List<Open> open() {
        return open.stream().sorted(Comparator.comparing(Open::deploymentId)).toList();
    }

    @Override
    public List<Open> open(String app, String environment, DeploymentId after, int limit) {
        return open().stream()
                .filter(it -> it.app().equals(app) && it.environment().equals(environment))
                .filter(it -> after == null || it.deploymentId().compareTo(after) > 0)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized void open(Open deployment) {
        if (!open.contains(deployment)) {
            open.add(deployment);
        }
    }

    @Override
    public synchronized void close(Open deployment) {
        open.remove(deployment);
    }

    synchronized List<Request> asked() {
        return List.copyOf(asked);
    }

    synchronized List<Told> told() {
        return List.copyOf(told);
    }

    synchronized List<Class<? extends ReleaseEvent>> toldKinds() {
        return told.stream()
                .<Class<? extends ReleaseEvent>>map(it -> it.event().getClass())
                .toList();
    }
}
