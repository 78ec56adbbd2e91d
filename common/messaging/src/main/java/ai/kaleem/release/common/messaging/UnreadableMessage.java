package ai.kaleem.release.common.messaging;

/** What arrived is no message of ours; trying again cannot help. */
public class UnreadableMessage extends Exception {

    public UnreadableMessage(String reason) {
        super(reason);
    }

    public UnreadableMessage(String reason, Throwable cause) {
        super(reason, cause);
    }
}
