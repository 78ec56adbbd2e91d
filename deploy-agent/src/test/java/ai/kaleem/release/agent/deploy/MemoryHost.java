package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.agent.deploy.ContainerState.Health;
import ai.kaleem.release.common.contract.ImageRef;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;

/** A host whose containers are entries of a map. What its images do is decided by the test. */
final class MemoryHost implements Host {

    /** By name and tag. */
    final Map<String, String> localImages = new LinkedHashMap<>();

    /** By digest, what a registry would give. */
    final Map<String, String> registry = new LinkedHashMap<>();

    private final Map<String, Entry> containers = new LinkedHashMap<>();
    volatile boolean away;
    volatile long free = 100_000_000_000L;
    volatile boolean pullHangs;

    private static final class Entry {
        final ContainerSpec spec;
        boolean running;
        Health health = Health.NONE;
        int restarts;
        Integer exitCode;
        Instant startedAt;
        String output = "";

        Entry(ContainerSpec spec) {
            this.spec = spec;
        }
    }

    static String id(String seed) {
        return "sha256:" + HexFormat.of().formatHex(java.util.Arrays.copyOf(seed.getBytes(), 32));
    }

    synchronized void has(String image) {
        localImages.put(image, id(image));
    }

    synchronized void crashes(String name, int exitCode) {
        var entry = containers.get(name);
        entry.restarts++;
        entry.exitCode = exitCode;
        entry.output += "fatal: it crashed\n";
    }

    synchronized void ends(String name, int exitCode) {
        var entry = containers.get(name);
        entry.running = false;
        entry.exitCode = exitCode;
    }

    synchronized void says(String name, Health health) {
        containers.get(name).health = health;
    }

    /** What a container that runs once does, by its service's name; the answer is its exit code, null while it goes on. */
    final Map<String, Supplier<Integer>> once = new LinkedHashMap<>();

    synchronized void prints(String name, String output) {
        containers.get(name).output += output;
    }

    synchronized List<String> running() {
        answers();
        return containers.values().stream()
                .filter(it -> it.running)
                .map(it -> it.spec.name())
                .toList();
    }

    synchronized List<String> all() {
        return List.copyOf(containers.keySet());
    }

    @Override
    public synchronized DiskSpace freeDisk() {
        answers();
        return new DiskSpace("/memory", free);
    }

    /** Its engine never loses hold of a container. */
    @Override
    public synchronized void recover() {
        answers();
    }

    @Override
    public synchronized ImageRef resolve(String image) {
        answers();
        if (ImageRef.isPinned(image)) {
            return new ImageRef(image);
        }
        var id = localImages.get(image);
        if (id == null) {
            throw new StepFailed("image %s is not on this host".formatted(image));
        }
        return new ImageRef(id);
    }

    @Override
    public synchronized Optional<String> imageId(ImageRef image) {
        answers();
        return image.isLocal()
                ? Optional.of(image.value()).filter(localImages::containsValue)
                : Optional.ofNullable(localImages.get(image.value()));
    }

    @Override
    public void pull(ImageRef image, Duration timeout, PullWatch watch) {
        answers();
        while (pullHangs) {
            if (watch.isCalledOff()) {
                throw new StepFailed("the pull was cancelled");
            }
            Thread.onSpinWait();
        }
        synchronized (this) {
            var id = registry.get(image.value());
            if (id == null) {
                throw new StepFailed("the registry has no %s".formatted(image));
            }
            localImages.put(image.value(), id);
        }
        watch.hear(new PullProgress(5_000_000, 5_000_000, 2, 1, 1, null));
    }

    @Override
    public synchronized boolean forget(ImageRef image) {
        answers();
        if (containers.values().stream().anyMatch(it -> it.spec.image().equals(image))) {
            return false;
        }
        localImages.remove(image.value());
        return true;
    }

    @Override
    public synchronized Optional<String> obstacle(ContainerSpec container) {
        answers();
        return Optional.empty();
    }

    @Override
    public synchronized List<String> lacking(ContainerSpec container) {
        return container.service().requiredEnv().stream()
                .filter(it ->
                        container.service().environment().getOrDefault(it, "").isBlank())
                .map("%s is missing"::formatted)
                .toList();
    }

    @Override
    public synchronized void create(ContainerSpec container) {
        answers();
        containers.computeIfAbsent(container.name(), name -> new Entry(container));
    }

    /** What the checks of a configuration were given. */
    final List<Path> candidates = new CopyOnWriteArrayList<>();

    @Override
    public synchronized void createLike(String container, ContainerSpec wanted, String folder, Path candidate) {
        fault(container).ifPresent(why -> {
            throw new StepFailed(why);
        });
        candidates.add(candidate);
        create(wanted);
    }

    @Override
    public synchronized void start(String name) {
        answers();
        var entry = containers.get(name);
        if (entry == null) {
            throw new StepFailed("there is no container %s".formatted(name));
        }
        if (!entry.running) {
            entry.running = true;
            entry.startedAt = Instant.now();
            calls.add("start " + name);
            var service = entry.spec.service().name();
            var now = containers.values().stream()
                    .filter(it -> it.running && it.spec.service().name().equals(service))
                    .count();
            most.merge(service, Math.toIntExact(now), Math::max);
        }
    }

    @Override
    public synchronized void startOnce(String name) {
        start(name);
        var entry = containers.get(name);
        entry.exitCode = once.getOrDefault(entry.spec.service().name(), () -> 0).get();
        entry.running = entry.exitCode == null;
    }

    @Override
    public synchronized Optional<ContainerState> inspect(String name) {
        answers();
        return Optional.ofNullable(containers.get(name)).map(MemoryHost::state);
    }

    /** By service, how many containers ran at once. */
    final Map<String, Integer> most = new ConcurrentHashMap<>();

    /** What was started and stopped, in order. */
    final List<String> calls = new CopyOnWriteArrayList<>();

    /** By container, why it is of no use. */
    final Map<String, String> faults = new ConcurrentHashMap<>();

    volatile int outOfMemory;

    /** What programs inside containers do, by their argv. */
    volatile Function<List<String>, Ran> programs = argv -> new Ran(0, "");

    /** By container of others, which one it is now. */
    final Map<String, String> identities = new ConcurrentHashMap<>();

    @Override
    public Optional<String> ready(String container) {
        answers();
        return faults.containsKey(container)
                ? Optional.empty()
                : Optional.of(identities.getOrDefault(container, container));
    }

    @Override
    public Ran run(String container, List<String> argv, Duration timeout) {
        answers();
        calls.add("run %s in %s".formatted(argv.getFirst(), container));
        return programs.apply(argv);
    }

    @Override
    public Optional<String> fault(String container) {
        answers();
        return Optional.ofNullable(faults.get(container));
    }

    @Override
    public List<String> differences(String name, ContainerSpec released) {
        return List.of();
    }

    @Override
    public int outOfMemory(String name, Instant since) {
        answers();
        return outOfMemory;
    }

    @Override
    public synchronized List<ContainerState> list(Place place) {
        answers();
        return containers.values().stream()
                .filter(it -> it.spec.place().equals(place))
                .map(MemoryHost::state)
                .toList();
    }

    private static ContainerState state(Entry entry) {
        var spec = entry.spec;
        var image =
                spec.image().isLocal() ? spec.image().value() : id(spec.image().value());
        return new ContainerState(
                spec.name(),
                spec.place(),
                spec.service().name(),
                spec.deployment(),
                spec.release(),
                spec.version(),
                image,
                entry.running,
                entry.health,
                entry.restarts,
                entry.exitCode,
                entry.running ? spec.name() : null,
                entry.startedAt);
    }

    @Override
    public synchronized String logs(String name, int lines) {
        answers();
        var entry = containers.get(name);
        if (entry == null) {
            return "";
        }
        var all = new ArrayList<>(entry.output.lines().toList());
        return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
    }

    @Override
    public synchronized void stop(String name, Duration grace) {
        answers();
        var entry = containers.get(name);
        if (entry != null && entry.running) {
            entry.running = false;
            entry.exitCode = 143;
            calls.add("stop " + name);
        }
    }

    @Override
    public synchronized void remove(String name) {
        answers();
        containers.remove(name);
    }

    private void answers() {
        if (away) {
            throw new HostUnavailable("Docker does not answer at unix:///memory", new IllegalStateException());
        }
    }
}
