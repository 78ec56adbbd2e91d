package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.ReleaseEvent;
import ai.kaleem.release.common.contract.Request;
import ai.kaleem.release.common.contract.Told;
import ai.kaleem.release.common.contract.Told.Standing;
import java.util.ArrayList;
import java.util.List;

/** The story of a release, numbered without a gap, and what of it and of our requests has not left yet. */
final class Chronicle {

    private final Origin origin;
    private final List<Entry> story;
    private final List<Told> told = new ArrayList<>();
    private final List<Request> asked = new ArrayList<>();

    Chronicle(Origin origin, List<Entry> story) {
        this.origin = origin;
        this.story = new ArrayList<>(story);
    }

    /**
     * Lets the event move the deployment and writes it down. False, and nothing written, where it would move the deployment
     * but fits no edge.
     */
    boolean record(Deployment deployment, ReleaseEvent event, List<String> changes) {
        if (!deployment.apply(event) && Edges.moves(event)) {
            return false;
        }
        deployment.say(Words.after(event, deployment, origin));
        var entry = new Entry(story.size() + 1L, deployment.state(), event);
        story.add(entry);
        told.add(new Told(
                origin.id(),
                entry.number(),
                event,
                standing(deployment, changes),
                deployment.plan().channels()));
        return true;
    }

    private Standing standing(Deployment deployment, List<String> changes) {
        return new Standing(
                origin.app(),
                deployment.environment(),
                origin.version(),
                deployment.isRollback()
                        ? deployment.kind().name()
                        : origin.type().name(),
                deployment.state(),
                deployment.requestedBy(),
                deployment.previousVersion(),
                changes,
                deployment.reason(),
                deployment.next(),
                origin.link());
    }

    void ask(Request request) {
        asked.add(request);
    }

    void left() {
        told.clear();
        asked.clear();
    }

    List<Entry> story() {
        return List.copyOf(story);
    }

    List<Told> told() {
        return List.copyOf(told);
    }

    List<Request> asked() {
        return List.copyOf(asked);
    }
}
