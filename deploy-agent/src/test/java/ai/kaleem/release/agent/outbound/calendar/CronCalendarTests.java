package ai.kaleem.release.agent.outbound.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.common.contract.DatastoreSpec.Schedule;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CronCalendarTests {

    private final CronCalendar calendar = new CronCalendar();

    @Test
    void hoursAreThoseOfTheZone() {
        assertThat(calendar.next(new Schedule("0 3 * * *", "Asia/Riyadh"), Instant.parse("2026-03-01T10:00:00Z")))
                .contains(Instant.parse("2026-03-02T00:00:00Z"));
    }

    @Test
    void theTimeItselfIsNotAfterIt() {
        assertThat(calendar.next(new Schedule("0 3 * * *", "UTC"), Instant.parse("2026-03-01T03:00:00Z")))
                .contains(Instant.parse("2026-03-02T03:00:00Z"));
    }

    /** At two the clock goes to three. */
    @Test
    void aTimeThatSummerTimeLeavesOutComesTheDayAfter() {
        assertThat(calendar.next(new Schedule("30 2 * * *", "Europe/Berlin"), Instant.parse("2026-03-29T00:00:00Z")))
                .contains(Instant.parse("2026-03-30T00:30:00Z"));
    }

    @Test
    void saysWhichScheduleItCannotRead() {
        assertThatThrownBy(() -> calendar.next(new Schedule("often", "UTC"), Instant.EPOCH))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("often");
        assertThatThrownBy(() -> calendar.next(new Schedule("0 3 * * *", "Mars/Base"), Instant.EPOCH))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("Mars/Base");
    }
}
