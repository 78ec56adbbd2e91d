package ai.kaleem.release.api.version;

/** The repository has no such ref, or is none. The message says what there is. */
public final class RefUnknown extends RuntimeException {

    public RefUnknown(String message) {
        super(message);
    }
}
