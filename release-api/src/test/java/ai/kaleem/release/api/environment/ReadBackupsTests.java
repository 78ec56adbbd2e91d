package ai.kaleem.release.api.environment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Fact.Beat;
import ai.kaleem.release.common.contract.Fact.Serving;
import ai.kaleem.release.common.contract.StoredData;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReadBackupsTests {

    private static final Instant DUE = Instant.parse("2026-03-01T03:00:00Z");

    private final MemoryAgents agents = new MemoryAgents();
    private final DeploymentId deployment = DeploymentId.next();

    @Test
    void showsWhatTheAgentHas() {
        beat(stored());

        assertThat(read(DUE))
                .isEqualTo(new ReadBackups.View(
                        DUE,
                        null,
                        List.of(new ReadBackups.Item(
                                "dump.rdb.zst",
                                "redis",
                                StoredData.Kind.SCHEDULED,
                                DUE.minusSeconds(60),
                                "/backups/redis/dump.rdb.zst",
                                4096,
                                "0".repeat(64),
                                true,
                                true,
                                deployment,
                                "1.4.0",
                                null)),
                        List.of(new ReadBackups.Schedule("redis", DUE, false, null, null))));
    }

    @Test
    void anHourWithoutWhatWasDueIsTooLong() {
        beat(stored());

        assertThat(read(DUE.plus(Duration.ofMinutes(60))).schedules()).noneMatch(ReadBackups.Schedule::overdue);
        assertThat(read(DUE.plus(Duration.ofMinutes(61))).schedules()).allMatch(ReadBackups.Schedule::overdue);
    }

    @Test
    void saysInWordsThatTheAgentHasNotToldYet() {
        assertThat(read(DUE).note())
                .isEqualTo("not told yet: agent vps-1 was never heard; see whether it runs and reaches the broker");

        beat(null);
        assertThat(read(DUE).note()).startsWith("not told yet: agent vps-1 has not looked since it started");
        assertThat(read(DUE).items()).isEmpty();
    }

    private ReadBackups.View read(Instant now) {
        return new ReadBackups(agents, Clock.fixed(now, ZoneOffset.UTC)).read("shop", "production", "vps-1");
    }

    private StoredData stored() {
        var backup = new AgentReport.Backup(
                "redis", "/backups/redis/dump.rdb.zst", 4096, "0".repeat(64), true, true, DUE.minusSeconds(60));
        return new StoredData(
                DUE,
                List.of(new StoredData.Stored(StoredData.Kind.SCHEDULED, deployment, "1.4.0", backup)),
                List.of(new StoredData.Schedule("redis", DUE, null, null)));
    }

    private void beat(@Nullable StoredData data) {
        var staging = new Serving("shop", "staging", null, "1.4.0", true);
        var production = new Serving("shop", "production", null, "1.4.0", true, null, data);
        agents.heard(new Beat("vps-1", DUE, "0.1.0", List.of(staging, production)), DUE);
    }
}
