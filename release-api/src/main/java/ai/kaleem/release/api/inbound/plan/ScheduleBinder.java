package ai.kaleem.release.api.inbound.plan;

import ai.kaleem.release.api.plan.Fault;
import ai.kaleem.release.common.contract.DatastoreSpec.Schedule;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.support.CronExpression;

/** When a datastore is backed up beside releases. */
final class ScheduleBinder {

    private ScheduleBinder() {}

    static @Nullable Schedule bind(Value it) {
        if (!it.isThere()) {
            return null;
        }
        var cron = it.field("cron");
        var zone = it.field("zone");
        check(cron);
        try {
            ZoneId.of(zone.string("UTC"));
        } catch (DateTimeException e) {
            zone.faults()
                    .add(new Fault(
                            zone.path(), "is no time zone", "write one like Asia/Riyadh, or leave it out for UTC"));
        }
        return new Schedule(cron.string().strip(), zone.string("UTC"));
    }

    static void check(Value cron) {
        var fields = cron.string().strip();
        if (fields.split("\\s+").length != 5) {
            fault(cron, "has not five fields");
            return;
        }
        try {
            // A day that never comes, for example the 31st of February.
            if (CronExpression.parse("0 " + fields).next(ZonedDateTime.now(ZoneOffset.UTC)) == null) {
                fault(cron, "never comes");
            }
        } catch (IllegalArgumentException e) {
            fault(cron, "cannot be read (%s)".formatted(e.getMessage()));
        }
    }

    private static void fault(Value cron, String message) {
        cron.faults()
                .add(
                        new Fault(
                                cron.path(),
                                message,
                                "write minute, hour, day of month, month and day of week: \"0 3 * * *\" is each night at three"));
    }
}
