package ai.kaleem.release.api.outbound.calendar;

import ai.kaleem.release.api.freeze.Calendar;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.springframework.scheduling.support.CronExpression;

/** Reads cron expressions as Spring does, at second 0. */
public final class CronCalendar implements Calendar {

    @Override
    public Optional<Instant> next(String cron, String zone, Instant after) {
        return Optional.ofNullable(CronExpression.parse("0 " + cron).next(after.atZone(ZoneId.of(zone))))
                .map(ZonedDateTime::toInstant);
    }
}
