package ai.kaleem.release.api.plan;

import java.time.Duration;

/**
 * What people decide about a release before it takes its turn in an environment.
 *
 * @param approvals how many people approve it, not counting who asked for it; 0 for none
 * @param approveWithin how long they have; then it is declined by itself
 * @param supersede whether a newer release takes the place of an older one that holds no turn yet
 */
public record Decisions(int approvals, Duration approveWithin, boolean supersede) {

    public static final Decisions NONE = new Decisions(0, Duration.ofHours(24), false);
}
