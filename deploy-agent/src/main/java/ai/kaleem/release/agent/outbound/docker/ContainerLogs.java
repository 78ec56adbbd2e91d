package ai.kaleem.release.agent.outbound.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/** What a container has written, both streams as they came. */
public record ContainerLogs(Engine engine) {

    private static final int LIMIT = 64 * 1024;
    private static final long PATIENCE_SECONDS = 20;

    /** The newest lines, at most 64 kB of them. */
    public String last(String container, int lines) {
        var what = "Reading the output of " + container;
        var tail = new Tail(LIMIT);
        var reader = new ResultCallback.Adapter<Frame>() {
            @Override
            public void onNext(Frame frame) {
                tail.write(frame.getPayload());
            }
        };
        try (var reading = engine.stream(
                what,
                docker -> docker.logContainerCmd(container)
                        .withStdOut(true)
                        .withStdErr(true)
                        .withTail(lines)
                        .exec(reader))) {
            engine.stream(what, _ -> awaitEnd(reading));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tail.toString();
    }

    private static boolean awaitEnd(ResultCallback.Adapter<Frame> reading) {
        try {
            return reading.awaitCompletion(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
