package ai.kaleem.release.agent.deploy;

/** The container engine does not answer, or the data is in use. Waiting helps; the message says what for. */
public class HostUnavailable extends RuntimeException {

    HostUnavailable(String reason) {
        super(reason);
    }

    public HostUnavailable(String reason, Throwable cause) {
        super(reason, cause);
    }
}
