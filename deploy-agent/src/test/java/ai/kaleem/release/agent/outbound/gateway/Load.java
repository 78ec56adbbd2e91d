package ai.kaleem.release.agent.outbound.gateway;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Requests at a steady rate, half on kept-alive connections, half each on a new one, until closed. */
public final class Load implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient keptAlive =
            HttpClient.newBuilder().executor(threads).build();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicLong number = new AtomicLong();
    private final HttpRequest request;
    private final Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();
    private final Queue<String> lost = new ConcurrentLinkedQueue<>();

    private final boolean asksAgain;
    private final AtomicInteger askedAgain = new AtomicInteger();

    private Load(URI uri, boolean asksAgain) {
        this.asksAgain = asksAgain;
        this.request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
    }

    public static Load of(URI uri, int perSecond) {
        return of(uri, perSecond, false);
    }

    /**
     * What a kept-alive connection was closed under, before a byte of an answer, is asked again, as RFC 9110 9.2.2 has it and
     * browsers do; on a new connection nothing is.
     */
    public static Load asBrowsersDo(URI uri, int perSecond) {
        return of(uri, perSecond, true);
    }

    private static Load of(URI uri, int perSecond, boolean asksAgain) {
        var load = new Load(uri, asksAgain);
        load.clock.scheduleAtFixedRate(load::send, 0, 1_000_000 / perSecond, TimeUnit.MICROSECONDS);
        return load;
    }

    private void send() {
        underWay.incrementAndGet();
        var isNew = number.incrementAndGet() % 2 == 0;
        threads.execute(() -> {
            try {
                if (isNew) {
                    try (var once = HttpClient.newBuilder().executor(threads).build()) {
                        ask(once);
                    }
                } else {
                    askKeptAlive();
                }
            } catch (Exception e) {
                lost.add(e.toString());
            } finally {
                underWay.decrementAndGet();
            }
        });
    }

    private void askKeptAlive() throws Exception {
        for (int again = 0; ; again++) {
            try {
                ask(keptAlive);
                return;
            } catch (IOException e) {
                if (!asksAgain || again == 5 || !String.valueOf(e.getMessage()).contains("received no bytes")) {
                    throw e;
                }
                askedAgain.incrementAndGet();
            }
        }
    }

    /** How many requests were asked again. */
    public int askedAgain() {
        return askedAgain.get();
    }

    private void ask(HttpClient client) throws Exception {
        var response = client.send(request, BodyHandlers.ofString());
        if (response.statusCode() == 200) {
            answers.computeIfAbsent(response.body(), _ -> new AtomicInteger()).incrementAndGet();
        } else {
            lost.add("status " + response.statusCode());
        }
    }

    /** How many requests this version has answered so far. */
    public int answeredBy(String version) {
        var count = answers.get(version);
        return count == null ? 0 : count.get();
    }

    public int sent() {
        return Math.toIntExact(number.get());
    }

    public List<String> lost() {
        return List.copyOf(lost);
    }

    /** Sends no more and waits for every answer. */
    @Override
    public void close() {
        clock.shutdownNow();
        try {
            clock.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        await().atMost(PATIENCE).until(() -> underWay.get() == 0);
        keptAlive.close();
        threads.close();
    }
}
