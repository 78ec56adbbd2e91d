package ai.kaleem.release.agent.deploy;

import java.util.Optional;

/** The deployment that has the traffic of a place, for what is to be done about it. */
final class Present {

    private Present() {}

    /** @throws StepFailed where nothing of ours serves, or another release does than the one that is asked about */
    static Deployment of(Ledger ledger, Deployment asking) {
        var place = asking.place();
        var found = ledger.read(entries ->
                        Optional.ofNullable(entries.place(place).serving()).flatMap(entries::find))
                .orElseThrow(() -> new StepFailed(
                        "nothing that was released here serves %s; release, or adopt what Docker Compose runs"
                                .formatted(place)));
        if (!found.request().releaseId().equals(asking.request().releaseId())) {
            throw new StepFailed("%s serves %s here, and this was asked of %s; ask again"
                    .formatted(
                            found.request().version(), place, asking.request().version()));
        }
        return found;
    }
}
