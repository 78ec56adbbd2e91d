package ai.kaleem.release.api.inbound.plan;

import ai.kaleem.release.api.plan.Fault;
import ai.kaleem.release.api.plan.FreezeRule;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** When nothing new is deployed. The schema has seen that it is once, with both ends, or comes again and lasts some time. */
final class FreezeBinder {

    private FreezeBinder() {}

    static FreezeRule bind(Value it) {
        var zone = zone(it.field("zone"));
        var from = moment(it.field("from"), zone);
        var until = moment(it.field("until"), zone);
        if (from != null && until != null && !from.isBefore(until)) {
            fault(it.field("until"), "is not after its beginning", "let it end later than it begins");
        }
        var cron = it.field("cron");
        if (from != null && (cron.isThere() || it.has("lasts"))) {
            fault(it.field("from"), "stands beside a time that comes again", "leave cron and lasts out, or write two");
        }
        if (cron.isThere()) {
            ScheduleBinder.check(cron);
        }
        return new FreezeRule(
                from,
                until,
                cron.isThere() ? cron.string().strip() : null,
                cron.isThere() ? it.field("lasts").positive(Duration.ofHours(1)) : null,
                zone.getId(),
                it.field("reason").string());
    }

    private static ZoneId zone(Value zone) {
        try {
            return ZoneId.of(zone.string("UTC"));
        } catch (DateTimeException e) {
            fault(zone, "is no time zone", "write one like Asia/Riyadh, or leave it out for UTC");
            return ZoneOffset.UTC;
        }
    }

    private static @Nullable Instant moment(Value moment, ZoneId zone) {
        if (!moment.isThere()) {
            return null;
        }
        try {
            return LocalDateTime.parse(moment.string()).atZone(zone).toInstant();
        } catch (DateTimeException e) {
            fault(moment, "is no moment", "write one like 2026-12-24T18:00; its zone stands beside it");
            return null;
        }
    }

    private static void fault(Value at, String message, String fix) {
        at.faults().add(new Fault(at.path(), message, fix));
    }
}
