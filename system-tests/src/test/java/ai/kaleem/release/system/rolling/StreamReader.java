package ai.kaleem.release.system.rolling;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** Follows one release's event stream to its end, and comes back with the last number it saw when a stream breaks off. */
final class StreamReader {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final HttpRequest.Builder request;
    private final List<Long> numbers = new CopyOnWriteArrayList<>();
    private volatile int connections;
    private volatile boolean settled;

    private StreamReader(URI address, String token) {
        this.request = HttpRequest.newBuilder(address)
                .timeout(Duration.ofSeconds(20))
                .header("Accept", "text/event-stream")
                .header("Authorization", "Bearer " + token);
    }

    /** @param settled is told once nothing follows any more */
    static StreamReader of(URI api, String token, String release, Runnable settled) {
        var reader = new StreamReader(api.resolve("/api/v1/releases/%s/events".formatted(release)), token);
        Thread.ofVirtual().start(() -> {
            reader.follow();
            settled.run();
        });
        return reader;
    }

    private void follow() {
        while (!settled) {
            try {
                connections++;
                var last = numbers.isEmpty() ? "0" : String.valueOf(numbers.getLast());
                var answer =
                        HTTP.send(request.copy().header("Last-Event-ID", last).build(), BodyHandlers.ofLines());
                // 204: all of it was seen, and nothing follows.
                settled = answer.statusCode() == 204;
                try (var lines = answer.body()) {
                    lines.filter(it -> it.startsWith("id: "))
                            .forEach(it -> numbers.add(Long.parseLong(it.substring(4))));
                }
            } catch (IOException | UncheckedIOException e) {
                // The instance has ended; the other one goes on after the last number.
            } catch (InterruptedException e) {
                return;
            }
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
    }

    boolean isSettled() {
        return settled;
    }

    List<Long> numbers() {
        return numbers;
    }

    int connections() {
        return connections;
    }
}
