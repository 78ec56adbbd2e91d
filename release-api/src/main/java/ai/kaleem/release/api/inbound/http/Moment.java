package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.plan.Fault;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A moment as RFC 3339 writes it: without an offset it would be another one for each reader. */
final class Moment {

    private Moment() {}

    /** Null where there is none, or it is a fault. */
    static @Nullable Instant of(String field, @Nullable String text, List<Fault> faults) {
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            faults.add(new Fault(
                    field, "is no moment", "write one with its offset, for example 2026-12-01T02:00:00+03:00"));
            return null;
        }
    }
}
