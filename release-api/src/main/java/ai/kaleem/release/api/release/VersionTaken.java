package ai.kaleem.release.api.release;

/** The version was given before, and is never given again. The message says what to do. */
public final class VersionTaken extends RuntimeException {

    public VersionTaken(String message) {
        super(message);
    }
}
