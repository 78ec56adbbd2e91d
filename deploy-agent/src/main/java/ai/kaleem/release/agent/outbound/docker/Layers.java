package ai.kaleem.release.agent.outbound.docker;

import ai.kaleem.release.agent.deploy.PullProgress;
import com.github.dockerjava.api.command.PullImageResultCallback;
import com.github.dockerjava.api.model.PullResponseItem;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Hears of each layer of a pull, and adds up. */
final class Layers extends PullImageResultCallback {

    private static final Set<String> HERE = Set.of("Already exists");
    private static final Set<String> ARRIVED =
            Set.of("Verifying Checksum", "Download complete", "Extracting", "Pull complete");

    /** The callback's own wait with a time limit hangs up when the time is over, and the engine then stops pulling. */
    private final CountDownLatch over = new CountDownLatch(1);

    private record Layer(long bytes, long total, boolean here) {}

    private final Map<String, Layer> layers = new HashMap<>();
    private String last = "nothing";

    @Override
    public void onNext(PullResponseItem item) {
        super.onNext(item);
        hear(item);
    }

    private synchronized void hear(PullResponseItem item) {
        last = Stream.of(item.getId(), item.getStatus(), item.getProgress())
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" "));
        var id = item.getId();
        var status = item.getStatus();
        if (id == null || status == null || status.startsWith("Pulling from")) {
            return;
        }
        layers.merge(id, layer(item, status), (before, now) -> after(before, now, status));
    }

    private static Layer layer(PullResponseItem item, String status) {
        var detail = item.getProgressDetail();
        return detail != null && status.equals("Downloading")
                ? new Layer(orNone(detail.getCurrent()), orNone(detail.getTotal()), HERE.contains(status))
                : new Layer(0, 0, HERE.contains(status));
    }

    private static long orNone(@Nullable Long count) {
        return count == null ? 0 : count;
    }

    private static Layer after(Layer before, Layer now, String status) {
        var total = Math.max(before.total, now.total);
        // The last piece is not told by its size.
        var bytes = ARRIVED.contains(status) ? total : Math.max(before.bytes, now.bytes);
        return new Layer(bytes, total, before.here || now.here);
    }

    synchronized PullProgress seen(int attempt, @Nullable String trouble) {
        var all = layers.values();
        var here = (int) all.stream().filter(Layer::here).count();
        return new PullProgress(
                all.stream().mapToLong(Layer::bytes).sum(),
                all.stream().mapToLong(Layer::total).sum(),
                all.size() - here,
                here,
                attempt,
                trouble);
    }

    synchronized String last() {
        return last;
    }

    /** Down once nothing more is heard. */
    CountDownLatch over() {
        return over;
    }

    @Override
    public void close() throws IOException {
        try {
            super.close();
        } finally {
            over.countDown();
        }
    }
}
