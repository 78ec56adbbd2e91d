package ai.kaleem.release.api.release;

/** gate-service does not answer. The message says what to do. */
public final class GatesSilent extends RuntimeException {

    public GatesSilent(String message) {
        super(message);
    }
}
