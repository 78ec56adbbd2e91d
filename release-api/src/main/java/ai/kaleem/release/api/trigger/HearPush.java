package ai.kaleem.release.api.trigger;

import ai.kaleem.release.api.plan.Plans;
import java.time.Clock;
import java.util.List;

/** Takes a push to heart that somebody we trust told us of. */
public final class HearPush {

    private final Plans plans;
    private final Pushes pushes;
    private final Clock clock;

    public HearPush(Plans plans, Pushes pushes, Clock clock) {
        this.plans = plans;
        this.pushes = pushes;
        this.clock = clock;
    }

    /**
     * Durable when it returns.
     *
     * @param apps for which the sender may speak
     * @return those whose repository it is about, and in which some environment waits for such a push
     */
    public List<String> hear(Told told, List<String> apps) {
        return plans.all().stream()
                .map(it -> it.plan())
                .filter(it -> apps.contains(it.app()) && told.repository().isOf(it.repository()))
                .filter(it -> !Followers.of(it, told.push(it.app(), clock)).isEmpty())
                .map(it -> {
                    pushes.add(told.push(it.app(), clock));
                    return it.app();
                })
                .toList();
    }

    /**
     * A push as it was told.
     *
     * @param delivery the sender's own id of the message
     */
    public record Told(String delivery, String via, RepositoryName repository, String ref, String by) {

        private Push push(String app, Clock clock) {
            return new Push("%s/%s/%s".formatted(via, delivery, app), via, app, ref, by, clock.instant());
        }
    }
}
