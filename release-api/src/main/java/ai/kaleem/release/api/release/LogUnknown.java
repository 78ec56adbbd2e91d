package ai.kaleem.release.api.release;

/** There is no such log, or not yet. The message says what to do. */
public final class LogUnknown extends RuntimeException {

    public LogUnknown(String message) {
        super(message);
    }
}
