package ai.kaleem.release.agent.outbound.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What the engine remembers of a container: the newest few hundred events, of all containers together. */
record ContainerEvents(Engine engine) {

    private static final long PATIENCE_SECONDS = 10;

    /** How often since then a process in it, not only its first, was killed for lack of memory. */
    int outOfMemory(String container, Instant since) {
        var now = Instant.now();
        if (since.isAfter(now)) {
            return 0;
        }
        var what = "Reading what became of " + container;
        var kills = new AtomicInteger();
        var reader = new ResultCallback.Adapter<Event>() {
            @Override
            public void onNext(Event event) {
                kills.incrementAndGet();
            }
        };
        // An end that has passed makes the engine answer what it has instead of waiting for more.
        try (var reading = engine.stream(
                what,
                docker -> docker.eventsCmd()
                        .withSince(String.valueOf(since.getEpochSecond()))
                        .withUntil(String.valueOf(now.getEpochSecond()))
                        .withContainerFilter(container)
                        .withEventFilter("oom")
                        .exec(reader))) {
            engine.stream(what, _ -> awaitEnd(reading));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return kills.get();
    }

    private static boolean awaitEnd(ResultCallback.Adapter<Event> reading) {
        try {
            return reading.awaitCompletion(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
