package ai.kaleem.release.api.release;

/** No canary of the release waits for a person. The message says what it does instead. */
public final class NothingToPromote extends RuntimeException {

    NothingToPromote(String message) {
        super(message);
    }
}
