package ai.kaleem.release.api.inbound.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import java.time.Duration;

/** How often somebody may do something: so many a second for long, and as many as three seconds' worth at once. */
final class Pace {

    private static final int BURST_SECONDS = 3;
    private static final int REMEMBERED = 10_000;

    private final int perSecond;
    private final Cache<String, Bucket> buckets;

    /** Who rested for a minute starts anew, so that what is remembered stays little. */
    Pace(int perSecond) {
        this.perSecond = perSecond;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterAccess(Duration.ofMinutes(1))
                .build();
    }

    /** Counts once more. Zero where it is within the limit, else how long to wait. */
    Duration next(String who) {
        var bucket = buckets.get(
                who,
                it -> Bucket.builder()
                        .addLimit(limit -> limit.capacity((long) perSecond * BURST_SECONDS)
                                .refillGreedy(perSecond, Duration.ofSeconds(1)))
                        .build());
        return Duration.ofNanos(bucket.tryConsumeAndReturnRemaining(1).getNanosToWaitForRefill());
    }
}
