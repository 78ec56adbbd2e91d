package ai.kaleem.release.agent.outbound.calendar;

import ai.kaleem.release.agent.deploy.Calendar;
import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.common.contract.DatastoreSpec.Schedule;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.springframework.scheduling.support.CronExpression;

/** Days and hours are those of the schedule's zone; a time that summer time leaves out does not come that day. */
public final class CronCalendar implements Calendar {

    @Override
    public Optional<Instant> next(Schedule schedule, Instant after) {
        try {
            var cron = CronExpression.parse("0 " + schedule.cron());
            return Optional.ofNullable(cron.next(after.atZone(ZoneId.of(schedule.zone()))))
                    .map(ZonedDateTime::toInstant);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new StepFailed(
                    "The schedule '%s' in zone '%s' cannot be read: %s; correct it in the plan and release again"
                            .formatted(schedule.cron(), schedule.zone(), e.getMessage()),
                    null,
                    e);
        }
    }
}
