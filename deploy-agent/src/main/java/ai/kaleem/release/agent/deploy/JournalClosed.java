package ai.kaleem.release.agent.deploy;

/** The agent stops, or its journal is lost: nothing can be decided any more. */
public class JournalClosed extends RuntimeException {

    public JournalClosed(String reason) {
        super(reason);
    }

    public JournalClosed(String reason, Throwable cause) {
        super(reason, cause);
    }
}
