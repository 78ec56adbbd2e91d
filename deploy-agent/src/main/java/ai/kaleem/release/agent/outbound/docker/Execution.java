package ai.kaleem.release.agent.outbound.docker;

import ai.kaleem.release.agent.deploy.Host;
import ai.kaleem.release.agent.deploy.StepFailed;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs a program inside a running container. Nothing is ever given to its standard input: that never completes. */
public final class Execution {

    private final Engine engine;

    public Execution(Engine engine) {
        this.engine = engine;
    }

    /**
     * @param exitCode of the program
     * @param errors the end of what it wrote to standard error
     */
    public record Result(long exitCode, String errors) {

        public boolean succeeded() {
            return exitCode == 0;
        }
    }

    /**
     * Runs to the end.
     *
     * @param environment set for this program alone, on top of the container's
     * @param output takes standard output as it comes
     * @throws IOException when {@code output} does not take it, or the time is over
     */
    public Result run(
            String container, List<String> argv, Map<String, String> environment, OutputStream output, Duration timeout)
            throws IOException {
        var what = "Running %s in container %s".formatted(argv.getFirst(), container);
        var exec = engine.ask(
                what,
                docker -> docker.execCreateCmd(container)
                        .withCmd(argv.toArray(String[]::new))
                        .withEnv(environment.entrySet().stream()
                                .map(it -> it.getKey() + "=" + it.getValue())
                                .toList())
                        .withAttachStdout(true)
                        .withAttachStderr(true)
                        .exec()
                        .getId());
        var reader = new Reader(output);
        try (var reading =
                engine.stream(what, docker -> docker.execStartCmd(exec).exec(reader))) {
            var ended = engine.stream(what, _ -> awaitEnd(reading, timeout));
            reader.check();
            if (!ended) {
                throw new IOException("%s took longer than %s; it may still run there".formatted(what, timeout));
            }
        }
        var exitCode =
                engine.ask(what, docker -> docker.inspectExecCmd(exec).exec().getExitCodeLong());
        return new Result(exitCode == null ? -1 : exitCode, reader.errors.toString());
    }

    /**
     * Runs to the end and keeps the end of its output.
     *
     * @throws StepFailed where it takes longer
     */
    Host.Ran toItsEnd(String container, List<String> argv, Duration timeout) {
        var output = new Tail(64 * 1024);
        try {
            var result = run(container, argv, Map.of(), output, timeout);
            return new Host.Ran(result.exitCode(), output + result.errors());
        } catch (IOException e) {
            throw new StepFailed(String.valueOf(e.getMessage()), output.toString(), e);
        }
    }

    private static boolean awaitEnd(Reader reading, Duration timeout) {
        try {
            return reading.awaitCompletion(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("Interrupted", e));
        }
    }

    private static final class Reader extends ResultCallback.Adapter<Frame> {

        private final OutputStream output;
        private final Tail errors = new Tail(64 * 1024);
        private volatile @Nullable IOException failure;

        Reader(OutputStream output) {
            this.output = output;
        }

        @Override
        public void onNext(Frame frame) {
            try {
                if (frame.getStreamType() == StreamType.STDERR) {
                    errors.write(frame.getPayload());
                } else {
                    output.write(frame.getPayload());
                }
            } catch (IOException e) {
                failure = e;
                closeQuietly();
            }
        }

        private void closeQuietly() {
            try {
                close();
            } catch (IOException e) {
                // What made us close is the error to tell.
                return;
            }
        }

        void check() throws IOException {
            var found = failure;
            if (found != null) {
                throw found;
            }
        }
    }
}
