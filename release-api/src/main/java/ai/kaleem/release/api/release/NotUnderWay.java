package ai.kaleem.release.api.release;

/** The deployment has no turn that could be broken. The message says what to do. */
public final class NotUnderWay extends RuntimeException {

    NotUnderWay(String message) {
        super(message);
    }
}
