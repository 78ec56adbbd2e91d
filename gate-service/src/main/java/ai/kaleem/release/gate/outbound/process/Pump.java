package ai.kaleem.release.gate.outbound.process;

import ai.kaleem.release.gate.gate.GateLog;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Carries a program's output into its log. It always reads on, so that no program waits for us. */
final class Pump implements Runnable {

    /** Whoever still held the pipe is ended by then. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final InputStream output;
    private final GateLog log;
    private final Thread thread;
    private volatile @Nullable IOException failure;

    private Pump(InputStream output, GateLog log) {
        this.output = output;
        this.log = log;
        // Reading a pipe holds its thread, so it is not a virtual one.
        this.thread = Thread.ofPlatform().daemon().name("gate-output").unstarted(this);
    }

    static Pump start(InputStream output, GateLog log) {
        var pump = new Pump(output, log);
        pump.thread.start();
        return pump;
    }

    @Override
    public void run() {
        var buffer = new byte[8192];
        try {
            for (int read = output.read(buffer); read >= 0; read = output.read(buffer)) {
                if (failure == null) {
                    write(buffer, read);
                }
            }
        } catch (IOException e) {
            // The pipe is closed with its process.
        }
    }

    private void write(byte[] buffer, int length) {
        try {
            log.write(buffer, 0, length);
        } catch (IOException e) {
            failure = e;
        }
    }

    /** Waits until all is in the log. */
    void await() throws InterruptedException {
        thread.join(PATIENCE);
    }

    /** Why the log is not complete; null where it is. */
    @Nullable IOException failure() {
        return failure;
    }
}
