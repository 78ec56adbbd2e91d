package ai.kaleem.release.api.release;

/** No such release, or not under that name. The message says what to do. */
public final class ReleaseUnknown extends RuntimeException {

    public ReleaseUnknown(String message) {
        super(message);
    }
}
