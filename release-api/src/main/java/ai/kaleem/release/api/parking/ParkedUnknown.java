package ai.kaleem.release.api.parking;

/** No such message is parked. The message says what to do. */
public final class ParkedUnknown extends RuntimeException {

    public ParkedUnknown(String message) {
        super(message);
    }
}
