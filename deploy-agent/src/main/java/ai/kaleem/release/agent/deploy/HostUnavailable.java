package ai.kaleem.release.agent.deploy;

/** The container engine does not answer. Waiting helps; the message names where it was looked for. */
public class HostUnavailable extends RuntimeException {

    public HostUnavailable(String reason, Throwable cause) {
        super(reason, cause);
    }
}
