package ai.kaleem.release.agent.outbound.docker;

import ai.kaleem.release.agent.deploy.StepFailed;
import com.github.dockerjava.api.command.PullImageResultCallback;
import com.github.dockerjava.api.model.PullResponseItem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches an image, watched all the while.
 *
 * @param image with its digest, or with a tag
 */
public record Pull(Engine engine, String image) {

    private static final Logger log = LoggerFactory.getLogger(Pull.class);
    private static final Duration LOOK = Duration.ofMillis(200);

    /** Fetches an image that this host does not have yet. */
    public static void ifMissing(Engine engine, String image, Duration timeout) {
        var found = engine.find(
                "Looking for image " + image,
                docker -> docker.inspectImageCmd(image).exec());
        if (found.isEmpty()) {
            new Pull(engine, image).run(timeout, () -> false);
        }
    }

    void run(Duration timeout, BooleanSupplier cancelled) {
        var what = "Pulling " + image;
        var deadline = System.nanoTime() + timeout.toNanos();
        var progress = new Progress();
        try (var pulling =
                engine.stream(what, docker -> docker.pullImageCmd(image).exec(progress))) {
            while (!engine.stream(what, _ -> ended(pulling))) {
                if (cancelled.getAsBoolean()) {
                    throw new StepFailed("%s was called off".formatted(what));
                }
                if (System.nanoTime() > deadline) {
                    throw new StepFailed("%s took longer than %s; last: %s".formatted(what, timeout, progress.last));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        log.info("Pulled {}", image);
    }

    private static boolean ended(Progress pulling) {
        try {
            if (!pulling.over.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                return false;
            }
            pulling.awaitCompletion();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StepFailed("The pull was interrupted", null, e);
        }
    }

    private static final class Progress extends PullImageResultCallback {

        /** The callback's own wait with a time limit hangs up when the time is over, and the engine then stops pulling. */
        private final CountDownLatch over = new CountDownLatch(1);

        private volatile String last = "nothing";

        @Override
        public void onNext(PullResponseItem item) {
            super.onNext(item);
            last = Stream.of(item.getId(), item.getStatus(), item.getProgress())
                    .filter(Objects::nonNull)
                    .collect(Collectors.joining(" "));
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
}
