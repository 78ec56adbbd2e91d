package ai.kaleem.release.common.messaging;

/** The broker takes no message at all now, whichever it is. */
public final class BrokerAway extends NotPublished {

    BrokerAway(String reason) {
        super(reason);
    }

    BrokerAway(String reason, Throwable cause) {
        super(reason, cause);
    }
}
