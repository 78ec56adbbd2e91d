package ai.kaleem.release.gate.outbound.probe;

import ai.kaleem.release.gate.gate.GateLog;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a question needs to be asked.
 *
 * @param connect how long a connection may take to come about
 */
record Attempt(Duration connect, Secrets secrets, GateLog log) {

    /** Asks once, and waits no longer than that. On a virtual thread an interruption closes the socket that is waited for. */
    Finding make(Question question, Duration timeout) throws InterruptedException {
        var task = new FutureTask<>(() -> question.ask(this));
        Thread.ofVirtual().name("probe").start(task);
        try {
            return task.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return new Finding.Bad(question.late(timeout));
        } catch (ExecutionException e) {
            return switch (e.getCause()) {
                case IOException it -> new Finding.Bad(NoAnswer.why(it));
                case RuntimeException it -> throw it;
                case Error it -> throw it;
                case null, default -> throw new IllegalStateException(e.getCause());
            };
        } finally {
            task.cancel(true);
        }
    }

    /** Writes a line into the gate's log, without secrets. */
    void say(String line) {
        try {
            log.line(secrets.mask(line));
        } catch (IOException e) {
            throw new OurFault("its log cannot be written: %s".formatted(e));
        }
    }

    String masked(String text) {
        return secrets.mask(text);
    }
}
