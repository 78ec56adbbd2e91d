package ai.kaleem.release.system.chaos;

import ai.kaleem.release.system.world.ServiceProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What each service keeps in memory while all goes on, every two seconds. */
final class MemoryCurve implements AutoCloseable {

    private static final int COLUMNS = 12;

    private final List<ServiceProcess> services;
    private final Map<String, List<Long>> samples = new LinkedHashMap<>();
    private volatile boolean open = true;

    MemoryCurve(List<ServiceProcess> services) {
        this.services = services;
        services.forEach(it -> samples.put(it.name(), new ArrayList<>()));
        Thread.ofPlatform().daemon().name("memory").start(this::measure);
    }

    private void measure() {
        while (open) {
            synchronized (samples) {
                services.forEach(it -> {
                    var resident = it.isAlive() ? it.residentMemory() : 0;
                    if (resident > 0) {
                        samples.get(it.name()).add(resident);
                    }
                });
            }
            LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
        }
    }

    /** A line each: the median of each twelfth of the time. */
    String table() {
        synchronized (samples) {
            return samples.entrySet().stream()
                    .map(it -> "%-14s %s".formatted(it.getKey(), row(it.getValue())))
                    .collect(Collectors.joining(
                            "\n", "resident memory in MiB, medians of each twelfth of the run\n", ""));
        }
    }

    private static String row(List<Long> values) {
        return IntStream.range(0, COLUMNS)
                .mapToObj(it -> values.subList(it * values.size() / COLUMNS, (it + 1) * values.size() / COLUMNS))
                .map(it -> it.isEmpty()
                        ? "    -"
                        : "%5d".formatted(it.stream().sorted().toList().get(it.size() / 2)))
                .collect(Collectors.joining());
    }

    @Override
    public void close() {
        open = false;
    }
}
