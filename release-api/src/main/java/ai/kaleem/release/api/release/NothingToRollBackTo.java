package ai.kaleem.release.api.release;

/** There is no release that ended well there to go back to. The message says what to do. */
public final class NothingToRollBackTo extends RuntimeException {

    public NothingToRollBackTo(String message) {
        super(message);
    }
}
