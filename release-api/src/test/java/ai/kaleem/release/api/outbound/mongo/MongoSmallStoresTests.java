package ai.kaleem.release.api.outbound.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.api.environment.Agents.Heard;
import ai.kaleem.release.common.contract.Fact.Beat;
import ai.kaleem.release.common.contract.Fact.Serving;
import ai.kaleem.release.common.contract.ReleaseId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Beats and the lease, in MongoDB. */
class MongoSmallStoresTests {

    private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

    @Test
    void theNewestBeatOfAnAgentIsKept() {
        var agents = new MongoAgents(Store.database());
        var older = new Beat("vps-1", AT, "0.1.0", List.of());
        var newer = new Beat(
                "vps-1",
                AT.plusSeconds(10),
                "0.1.0",
                List.of(new Serving("kaleem", "production", ReleaseId.next(), "1.4.0", true)));
        agents.heard(newer, AT);
        agents.heard(older, AT.plusSeconds(1));

        assertThat(agents.find("vps-1")).contains(new Heard(newer, AT));
        assertThat(agents.find("vps-2")).isEmpty();
    }

    @Test
    void oneInstanceAtATimeHasTheLeaseAndASilentOneLosesIt() {
        var database = Store.database();
        var first = new MongoLease(database, "sweep", "one", at(AT));
        assertThat(first.isHeld()).isTrue();
        assertThat(new MongoLease(database, "sweep", "two", at(AT)).isHeld()).isFalse();
        assertThat(new MongoLease(database, "sweep", "one", at(AT.plusSeconds(1))).isHeld())
                .isTrue();

        var later = at(AT.plus(Duration.ofSeconds(30)));
        assertThat(new MongoLease(database, "sweep", "two", later).isHeld()).isTrue();
        assertThat(new MongoLease(database, "sweep", "one", later).isHeld()).isFalse();
    }

    private static Clock at(Instant moment) {
        return Clock.fixed(moment, ZoneOffset.UTC);
    }
}
