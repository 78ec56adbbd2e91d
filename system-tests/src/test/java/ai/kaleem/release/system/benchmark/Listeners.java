package ai.kaleem.release.system.benchmark;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Visitors with a WebSocket each, which they open again at once when it was closed. */
final class Listeners implements AutoCloseable {

    private static final long AGAIN_MILLIS = 100;

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI uri;
    private final List<Listener> all;
    private volatile boolean over;

    Listeners(int port, int count) {
        uri = URI.create("ws://127.0.0.1:%d/events".formatted(port));
        all = IntStream.range(0, count).mapToObj(_ -> new Listener()).toList();
        all.stream().map(Listener::open).toList().forEach(CompletableFuture::join);
    }

    /**
     * @param cut closed otherwise than by the server's own word that it ends
     * @param refused tries to open one that failed
     * @param longestSilence of any one; the server says something every 200 ms
     */
    record Heard(int cut, int refused, Duration longestSilence) {}

    Heard impressions() {
        return new Heard(
                all.stream().mapToInt(it -> it.cut.get()).sum(),
                all.stream().mapToInt(it -> it.refused.get()).sum(),
                Duration.ofNanos(all.stream().mapToLong(it -> it.longest).max().orElse(0)));
    }

    /** What silence there is now counts too. */
    @Override
    public void close() {
        over = true;
        all.forEach(Listener::hear);
        client.shutdownNow();
    }

    private final class Listener implements WebSocket.Listener {

        private final AtomicInteger cut = new AtomicInteger();
        private final AtomicInteger refused = new AtomicInteger();
        private long heard = System.nanoTime();
        private volatile long longest;

        private CompletableFuture<?> open() {
            return client.newWebSocketBuilder()
                    .connectTimeout(Duration.ofSeconds(5))
                    .buildAsync(uri, this)
                    .handle((socket, failure) -> {
                        if (failure != null && !over) {
                            refused.incrementAndGet();
                            CompletableFuture.delayedExecutor(AGAIN_MILLIS, TimeUnit.MILLISECONDS)
                                    .execute(this::open);
                        }
                        return null;
                    });
        }

        private synchronized void hear() {
            var now = System.nanoTime();
            longest = Math.max(longest, now - heard);
            heard = now;
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            if (!over) {
                hear();
            }
            socket.request(1);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            if (!over) {
                if (code != 1001) {
                    cut.incrementAndGet();
                }
                open();
            }
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            if (!over) {
                cut.incrementAndGet();
                open();
            }
        }
    }
}
