package ai.kaleem.release.agent.outbound.backup;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.DatastoreSpec.Periods;
import ai.kaleem.release.common.contract.DatastoreSpecBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RetentionTests {

    /** A Wednesday. */
    private static final Instant NOW = Instant.parse("2026-07-15T03:00:00Z");

    private static Retention retention(int newest, Periods periods) {
        return new Retention(DatastoreSpecBuilder.builder()
                .name("redis")
                .type(DatastoreSpec.Type.REDIS)
                .container("redis")
                .keep(newest)
                .timeout(Duration.ofMinutes(1))
                .alsoKeep(periods)
                .build());
    }

    private static List<Instant> daily(int days) {
        return IntStream.range(0, days)
                .mapToObj(it -> NOW.minus(it, ChronoUnit.DAYS))
                .toList();
    }

    private static List<String> kept(Retention retention, List<Instant> taken) {
        return retention.kept(taken).stream()
                .sorted()
                .map(it -> it.toString().substring(0, 10))
                .toList()
                .reversed();
    }

    @Test
    void keepsSevenDaysFourWeeksAndSixMonthsOfAYear() {
        assertThat(kept(retention(1, new Periods(7, 4, 6)), daily(365)))
                .containsExactly(
                        "2026-07-15",
                        "2026-07-14",
                        "2026-07-13",
                        "2026-07-12",
                        "2026-07-11",
                        "2026-07-10",
                        "2026-07-09",
                        "2026-07-05",
                        "2026-06-30",
                        "2026-06-28",
                        "2026-05-31",
                        "2026-04-30",
                        "2026-03-31",
                        "2026-02-28");
    }

    @Test
    void keepsTheNewestOfADayWithMany() {
        var hourly = IntStream.range(0, 72)
                .mapToObj(it -> NOW.minus(it, ChronoUnit.HOURS))
                .toList();
        assertThat(retention(2, new Periods(3, 0, 0)).kept(hourly))
                .containsExactlyInAnyOrder(
                        NOW,
                        NOW.minus(1, ChronoUnit.HOURS),
                        Instant.parse("2026-07-14T23:00:00Z"),
                        Instant.parse("2026-07-13T23:00:00Z"));
    }

    @Test
    void aPauseRemovesNothing() {
        var old = Stream.of("2025-01-03", "2025-01-02", "2025-01-01").map(it -> Instant.parse(it + "T03:00:00Z"));
        var taken = Stream.concat(Stream.of(NOW), old).toList();
        assertThat(retention(1, new Periods(4, 0, 0)).kept(taken)).hasSize(4);
    }

    @Test
    void keepsTheNewestAloneWhereNoMoreIsAsked() {
        assertThat(retention(3, null).kept(daily(20))).containsExactlyInAnyOrderElementsOf(daily(3));
        assertThat(retention(0, null).kept(daily(20))).containsExactly(NOW);
        assertThat(retention(3, null).kept(List.of())).isEmpty();
    }
}
