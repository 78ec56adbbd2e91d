package ai.kaleem.release.api.freeze;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.api.inbound.plan.PlanFile;
import ai.kaleem.release.api.inbound.plan.PlanSchema;
import ai.kaleem.release.api.outbound.calendar.CronCalendar;
import ai.kaleem.release.api.plan.OnePlan;
import ai.kaleem.release.api.plan.StoredPlan;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** When nothing new is deployed, by the plan's calendar and by people's word. */
class FrozenTimesTests {

    private static final String PLAN = """
            app: shop
            services: {api: {image: shop-api, port: 3000}}
            environments:
              production:
                agent: vps-1
                publish: "127.0.0.1:3000"
                freeze:
                  - {from: "2026-12-24T18:00", until: "2027-01-02T06:00", zone: Asia/Riyadh, reason: The year ends}
                  - {cron: "0 16 * * 4", lasts: 64h, zone: Asia/Riyadh, reason: No releases before the weekend}
                  - {cron: "0 8 * * 0", lasts: 2h, zone: Asia/Riyadh, reason: The week begins}
              staging: {agent: vps-1, publish: "127.0.0.1:3001"}
            """;

    private final MemoryFreezes people = new MemoryFreezes();

    @Test
    void oneThatComesAgainLastsAsLongAsThePlanSaysInItsZone() {
        // Thursday at four in Riyadh is one in UTC.
        assertThat(at("2026-11-26T12:59:59Z").on("shop", "production")).isEmpty();
        assertThat(at("2026-11-26T13:00:00Z").on("shop", "production"))
                .hasValueSatisfying(it -> assertThat(it.reason()).isEqualTo("No releases before the weekend"));
        assertThat(at("2026-11-26T13:00:00Z").on("shop", "staging")).isEmpty();
    }

    @Test
    void thoseThatFollowWithoutAGapAreOne() {
        assertThat(at("2026-11-28T10:00:00Z").on("shop", "production"))
                .hasValueSatisfying(it -> assertThat(it.until()).isEqualTo(Instant.parse("2026-11-29T07:00:00Z")));
        assertThat(at("2026-11-29T07:00:00Z").on("shop", "production")).isEmpty();
    }

    @Test
    void oneThatIsOnceEndsAtItsEnd() {
        // The weekend and the beginning of the week follow it without a gap.
        assertThat(at("2026-12-30T00:00:00Z").on("shop", "production")).hasValueSatisfying(it -> {
            assertThat(it.reason()).isEqualTo("The year ends");
            assertThat(it.until()).isEqualTo(Instant.parse("2027-01-03T07:00:00Z"));
        });
        // Saturday the 2nd is the weekend's.
        assertThat(at("2027-01-02T03:00:00Z").on("shop", "production"))
                .hasValueSatisfying(it -> assertThat(it.reason()).isEqualTo("No releases before the weekend"));
    }

    @Test
    void whatPeopleDeclareCountsUntilTheyEndIt() {
        var now = Instant.parse("2026-11-24T10:00:00Z");
        people.add(new Freeze("f", "shop", "staging", now, now.plusSeconds(3600), "UTC", "a demo", "salma"));
        assertThat(at("2026-11-24T10:30:00Z").on("shop", "staging")).isPresent();
        people.end("f", now.plusSeconds(60));
        assertThat(at("2026-11-24T10:30:00Z").on("shop", "staging")).isEmpty();
    }

    @Test
    void allThatAreOnOrToComeAreListedOnceEach() {
        assertThat(at("2026-11-24T10:00:00Z").all("shop", "production"))
                .extracting(Freeze::reason)
                .containsExactly("No releases before the weekend", "The week begins", "The year ends");
    }

    private FrozenTimes at(String moment) {
        var plan = new PlanFile(new PlanSchema()).readYaml(PLAN);
        var stored = new StoredPlan(plan, PLAN, "application/yaml", Instant.EPOCH, "ci");
        return new FrozenTimes(
                new OnePlan(stored), people, new CronCalendar(), Clock.fixed(Instant.parse(moment), ZoneOffset.UTC));
    }
}
