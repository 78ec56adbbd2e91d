package ai.kaleem.release.agent.inbound;

import ai.kaleem.release.agent.deploy.RestoreDrills;
import ai.kaleem.release.agent.deploy.TakeRequests;
import ai.kaleem.release.common.contract.Request;
import ai.kaleem.release.common.messaging.Inbox;
import ai.kaleem.release.common.messaging.Received;
import ai.kaleem.release.common.messaging.UnreadableMessage;

/** What release-api asks of this agent. Returns when the journal has it. */
public final class RequestInbox implements Inbox {

    private final TakeRequests requests;
    private final RestoreDrills drills;

    public RequestInbox(TakeRequests requests, RestoreDrills drills) {
        this.requests = requests;
        this.drills = drills;
    }

    @Override
    public void receive(Received message) throws UnreadableMessage {
        if (!(message.data() instanceof Request request)) {
            throw new UnreadableMessage("%s is no request".formatted(message.type()));
        }
        switch (request) {
            case Request.DeploymentRequested it -> requests.deploy(it, message.traceparent());
            case Request.KeepRequested it -> requests.keep(it);
            case Request.PromotionRequested it -> requests.promote(it);
            case Request.RollbackRequested it -> requests.rollBack(it);
            case Request.DrillRequested it -> drills.ask(it);
            case Request.ReportRequested it -> requests.report(it);
            case Request.GatesRequested it ->
                throw new UnreadableMessage("%s is not for an agent".formatted(message.type()));
        }
    }
}
