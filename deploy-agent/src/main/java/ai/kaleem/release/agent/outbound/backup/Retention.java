package ai.kaleem.release.agent.outbound.backup;

import ai.kaleem.release.common.contract.DatastoreSpec;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Which backups of a datastore stay for their age. Periods without a backup count for none, so that a pause removes nothing. */
record Retention(DatastoreSpec datastore) {

    /** @param newestFirst the moments at which backups were taken */
    Set<Instant> kept(List<Instant> newestFirst) {
        var kept = new HashSet<>(newestFirst.subList(0, Math.min(newestFirst.size(), Math.max(1, datastore.keep()))));
        var periods = datastore.alsoKeep();
        if (periods != null) {
            kept.addAll(newestOf(newestFirst, periods.daily(), it -> it));
            kept.addAll(newestOf(
                    newestFirst, periods.weekly(), it -> it.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))));
            kept.addAll(newestOf(newestFirst, periods.monthly(), YearMonth::from));
        }
        return kept;
    }

    private static Set<Instant> newestOf(List<Instant> newestFirst, int howMany, Function<LocalDate, Object> period) {
        var seen = new HashSet<>();
        var kept = new HashSet<Instant>();
        for (var one : newestFirst) {
            var of = period.apply(one.atZone(ZoneOffset.UTC).toLocalDate());
            if (!seen.contains(of) && seen.size() < howMany) {
                seen.add(of);
                kept.add(one);
            }
        }
        return kept;
    }
}
