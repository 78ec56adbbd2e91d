package ai.kaleem.release.agent.outbound.gateway;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Many WebSockets to the web server of the tests, which sends its version over and over. */
public final class Sockets implements AutoCloseable {

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Frames> all;

    private Sockets(URI uri, int count) {
        all = IntStream.range(0, count).mapToObj(_ -> new Frames()).toList();
        all.stream()
                .map(it -> client.newWebSocketBuilder().buildAsync(uri, it))
                .toList()
                .forEach(CompletableFuture::join);
    }

    public static Sockets open(URI uri, int count) {
        return new Sockets(uri, count);
    }

    /** Frames the socket that has the fewest has received. */
    public int fewest() {
        return all.stream().mapToInt(it -> it.received.get()).min().orElse(0);
    }

    /** Of which versions they heard. */
    public Set<String> versions() {
        return Set.copyOf(
                all.stream().flatMap(it -> it.versions.keySet().stream()).toList());
    }

    /** When each that is closed was closed. */
    public List<Instant> closed() {
        return all.stream().flatMap(it -> it.closed.values().stream()).toList();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    private static final class Frames implements WebSocket.Listener {

        private final AtomicInteger received = new AtomicInteger();
        private final Map<String, Boolean> versions = new ConcurrentHashMap<>();
        private final Map<String, Instant> closed = new ConcurrentHashMap<>();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            versions.put(data.toString(), true);
            received.incrementAndGet();
            webSocket.request(1);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
            closed.putIfAbsent("closed", Instant.now());
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            closed.putIfAbsent("closed", Instant.now());
        }
    }
}
