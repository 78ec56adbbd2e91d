package ai.kaleem.release.api.plan;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an environment deploys by itself.
 *
 * @param branch whose pushes; null for the tags of versions
 * @param poll how often the branch is looked at, where no webhook comes; null for never
 */
public record Follows(@Nullable String branch, @Nullable Duration poll) {

    public static final Duration USUAL_POLL = Duration.ofMinutes(1);

    /** Looking more often than this is a burden to whoever keeps the repository. */
    static final Duration LEAST_POLL = Duration.ofSeconds(10);
}
