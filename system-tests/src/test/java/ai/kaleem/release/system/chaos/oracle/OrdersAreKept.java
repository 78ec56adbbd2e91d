package ai.kaleem.release.system.chaos.oracle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a customer was told is kept is in the data, unless a restore says that it took the time back. */
final class OrdersAreKept implements Rule {

    private record Window(long from, long to) {

        boolean holds(long at) {
            return from <= at && at <= to;
        }
    }

    @Override
    public void judge(Chronicle chronicle, Findings findings) {
        var data = new HashMap<String, Set<String>>();
        chronicle.all("shown", "data").forEach(it -> data.put(it.text("app"), new HashSet<>(it.texts("products"))));
        var restores = restores(chronicle);
        chronicle.all("customer", "bought").forEach(it -> {
            var app = it.text("app");
            if (data.getOrDefault(app, Set.of()).contains(it.text("product"))) {
                return;
            }
            if (restores.getOrDefault(app, List.of()).stream().anyMatch(window -> window.holds(it.at()))) {
                findings.allowed("an order lost to a restore that reports it");
            } else {
                findings.lost("order %s of %s was acknowledged and is not in the data", it.text("product"), app);
            }
        });
    }

    private static Map<String, List<Window>> restores(Chronicle chronicle) {
        var windows = new HashMap<String, List<Window>>();
        for (var deployment : chronicle.deployments()) {
            var from = deployment.step("backup").flatMap(it -> Deployment.millis(it.path("startedAt")));
            var to = deployment.step("restore").flatMap(it -> Deployment.millis(it.path("finishedAt")));
            if (from.isPresent() && to.isPresent()) {
                windows.computeIfAbsent(deployment.app(), it -> new ArrayList<>())
                        .add(new Window(from.get(), to.get()));
            }
        }
        for (var promise : chronicle.promises()) {
            var deployment = promise.deployment();
            var from = millis(promise.asked().text("restores"));
            var to = deployment.step("restore").flatMap(it -> Deployment.millis(it.path("finishedAt")));
            if (from.isPresent() && to.isPresent()) {
                windows.computeIfAbsent(deployment.app(), it -> new ArrayList<>())
                        .add(new Window(from.get(), to.get()));
            }
        }
        return windows;
    }

    /** When the backup was taken that somebody asked for; empty where nobody did. */
    private static Optional<Long> millis(String instant) {
        return instant.isEmpty()
                ? Optional.empty()
                : Optional.of(Instant.parse(instant).toEpochMilli());
    }
}
