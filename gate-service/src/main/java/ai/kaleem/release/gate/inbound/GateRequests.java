package ai.kaleem.release.gate.inbound;

import ai.kaleem.release.common.contract.Request.GatesRequested;
import ai.kaleem.release.common.contract.Request.ReportRequested;
import ai.kaleem.release.common.messaging.Inbox;
import ai.kaleem.release.common.messaging.Received;
import ai.kaleem.release.common.messaging.UnreadableMessage;
import ai.kaleem.release.gate.gate.CheckGates;
import ai.kaleem.release.gate.gate.Runs;

/** What release-api asks. Accepting is all that happens while a delivery is held; the work is done elsewhere. */
public final class GateRequests implements Inbox {

    private final CheckGates checkGates;
    private final Workers workers;

    public GateRequests(CheckGates checkGates, Workers workers) {
        this.checkGates = checkGates;
        this.workers = workers;
    }

    @Override
    public void receive(Received message) throws UnreadableMessage {
        switch (message.data()) {
            case GatesRequested it -> workers.wake(checkGates.accept(it, message.traceparent()));
            case ReportRequested it -> tellAgain(it);
            default -> throw new UnreadableMessage("%s is nothing gate-service is asked".formatted(message.type()));
        }
    }

    private void tellAgain(ReportRequested request) throws UnreadableMessage {
        var phase = request.phase();
        if (phase == null) {
            throw new UnreadableMessage("A report is asked for, but not of which phase");
        }
        try {
            checkGates.tellAgain(request.deploymentId(), phase);
        } catch (Runs.Unreadable e) {
            throw new UnreadableMessage("What is asked for cannot be told: %s".formatted(e.getMessage()), e);
        }
    }
}
