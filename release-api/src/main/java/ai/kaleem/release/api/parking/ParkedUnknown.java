package ai.kaleem.release.api.parking;

/** No such message is parked. The message says what to do. */
public final class ParkedUnknown extends RuntimeException {

    public ParkedUnknown(String id) {
        super("No parked message %s; list them with GET /api/v1/parked".formatted(id));
    }
}
