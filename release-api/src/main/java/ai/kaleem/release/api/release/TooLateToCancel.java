package ai.kaleem.release.api.release;

/** It took traffic, or has ended: cancelling is no longer the word. The message says what to do. */
public final class TooLateToCancel extends RuntimeException {

    public TooLateToCancel(String message) {
        super(message);
    }
}
