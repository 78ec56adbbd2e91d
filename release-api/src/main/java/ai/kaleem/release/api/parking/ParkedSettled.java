package ai.kaleem.release.api.parking;

/** It was replayed or discarded already, so this cannot be done with it. The message says what can. */
public final class ParkedSettled extends RuntimeException {

    ParkedSettled(String message) {
        super(message);
    }
}
