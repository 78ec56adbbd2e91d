package ai.kaleem.release.notifier.inbound;

import ai.kaleem.release.common.contract.Told;
import ai.kaleem.release.common.messaging.Inbox;
import ai.kaleem.release.common.messaging.Received;
import ai.kaleem.release.common.messaging.UnreadableMessage;
import ai.kaleem.release.notifier.delivery.TellTeam;

/** Takes the story from release-api: it is acknowledged when each delivery it asks for is in the ledger. */
public final class ReleaseEvents implements Inbox {

    private final TellTeam tell;

    public ReleaseEvents(TellTeam tell) {
        this.tell = tell;
    }

    @Override
    public void receive(Received message) throws UnreadableMessage {
        if (!(message.data() instanceof Told told)) {
            throw new UnreadableMessage("%s is no event of a release".formatted(message.type()));
        }
        tell.of(told);
    }
}
