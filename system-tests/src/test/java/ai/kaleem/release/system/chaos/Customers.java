package ai.kaleem.release.system.chaos;

import ai.kaleem.release.system.chaos.oracle.Ledger;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** They look who answers, twenty times a second, and buy something now and then; what they were told is in the ledger. */
final class Customers implements AutoCloseable {

    private static final Pattern VERSION = Pattern.compile("\"version\":\"([^\"]*)\"");
    private static final int PURCHASE_EVERY = 20;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final String app;
    private final int port;
    private final Ledger ledger;
    private volatile boolean open = true;
    private volatile String seen = "";
    private Thread thread = Thread.ofVirtual().unstarted(this::live);

    Customers(String app, int port, Ledger ledger) {
        this.app = app;
        this.port = port;
        this.ledger = ledger;
    }

    void come() {
        thread = Thread.ofPlatform().daemon().name(app + "-customers").start(this::live);
    }

    private void live() {
        for (int round = 1; open; round++) {
            var version = version();
            if (!version.isEmpty() && !version.equals(seen)) {
                seen = version;
                ledger.append("customer", "serves", Map.of("app", app, "version", version));
            }
            if (round % PURCHASE_EVERY == 0) {
                buy("order " + round);
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    boolean haveBeenServed() {
        return !seen.isEmpty();
    }

    private void buy(String name) {
        var order = "{\"name\": \"%s\", \"price\": 1}".formatted(name);
        var request = ask("/api/products").POST(BodyPublishers.ofString(order)).build();
        try {
            if (http.send(request, BodyHandlers.ofString()).statusCode() == 201) {
                ledger.append("customer", "bought", Map.of("app", app, "product", name.replace(' ', '-')));
            }
        } catch (IOException e) {
            // Nobody was told that it is kept.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Who answers now; empty where nobody does. */
    String version() {
        try {
            var answer = http.send(ask("/api/version").build(), BodyHandlers.ofString());
            var found = VERSION.matcher(answer.body());
            return answer.statusCode() == 200 && found.find() ? found.group(1) : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private HttpRequest.Builder ask(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
                .timeout(Duration.ofSeconds(10));
    }

    @Override
    public void close() {
        open = false;
        try {
            thread.join(Duration.ofSeconds(30));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
