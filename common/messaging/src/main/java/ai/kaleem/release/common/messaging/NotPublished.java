package ai.kaleem.release.common.messaging;

/** The broker did not take the message, or no queue did. It stays in its outbox. */
public class NotPublished extends RuntimeException {

    public NotPublished(String reason) {
        super(reason);
    }

    public NotPublished(String reason, Throwable cause) {
        super(reason, cause);
    }
}
