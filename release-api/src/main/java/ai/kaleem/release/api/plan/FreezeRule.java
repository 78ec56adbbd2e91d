package ai.kaleem.release.api.plan;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When nothing new is deployed to an environment: once, from one moment until another, or again and again.
 *
 * @param from null of one that comes again
 * @param until null of one that comes again
 * @param cron when one begins that comes again, as crontab(5) has it; null of one that is once
 * @param lasts how long each is then
 * @param zone of the cron's hours and days, and in which people are told
 * @param reason for everybody who has to wait
 */
public record FreezeRule(
        @Nullable Instant from,
        @Nullable Instant until,
        @Nullable String cron,
        @Nullable Duration lasts,
        String zone,
        String reason) {}
