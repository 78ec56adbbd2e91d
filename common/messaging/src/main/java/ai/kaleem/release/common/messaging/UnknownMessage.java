package ai.kaleem.release.common.messaging;

/**
 * A message of ours in a type, or with a value, that this version does not know: whoever sent it may be newer. After the
 * upgrade it can be replayed.
 */
public final class UnknownMessage extends UnreadableMessage {

    private static final String ADVICE =
            "%s is unknown to this version. It may come from a newer one: replay the message after the upgrade";

    UnknownMessage(String what) {
        super(ADVICE.formatted(what));
    }
}
