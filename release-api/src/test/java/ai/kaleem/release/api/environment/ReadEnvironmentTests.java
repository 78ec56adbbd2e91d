package ai.kaleem.release.api.environment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.api.environment.Environment.Good;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Fact.Beat;
import ai.kaleem.release.common.contract.Fact.Serving;
import ai.kaleem.release.common.contract.ReleaseId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadEnvironmentTests {

    private static final Instant SETTLED = Instant.parse("2026-03-01T10:00:00Z");

    private final MemoryEnvironments environments = new MemoryEnvironments(Clock.systemUTC());
    private final MemoryAgents agents = new MemoryAgents();
    private final ReadEnvironment read =
            new ReadEnvironment(environments, agents, Duration.ofMinutes(1), at(SETTLED.plusSeconds(30)));

    @BeforeEach
    void settle() {
        var good = new Good(DeploymentId.next(), ReleaseId.next(), "1.1.0", SETTLED);
        environments.remember("shop", "production", good, 1, false);
    }

    @Test
    void whatTheAgentSaidBeforeTheReleaseSettledIsNoDrift() {
        beat("1.0.0", SETTLED.minusSeconds(5));

        assertThat(read.read("shop", "production", "vps-1").drift()).isNull();
    }

    @Test
    void somethingElseServingAfterwardsIsDrift() {
        beat("1.0.0", SETTLED.plusSeconds(5));

        assertThat(read.read("shop", "production", "vps-1").drift()).isTrue();
    }

    @Test
    void whatWasReleasedServingAfterwardsIsNone() {
        beat("1.1.0", SETTLED.plusSeconds(5));

        assertThat(read.read("shop", "production", "vps-1").drift()).isFalse();
    }

    @Test
    void whatTheAgentFoundBesideTheVersionIsDriftInItsWords() {
        var serving = new Serving("shop", "production", null, "1.1.0", true, "container shop-gateway is gone", null);
        var at = SETTLED.plusSeconds(5);
        agents.heard(new Beat("vps-1", at, "0.1.0", List.of(serving)), at);

        var view = read.read("shop", "production", "vps-1");
        assertThat(view.drift()).isTrue();
        assertThat(view.drifted()).isEqualTo("container shop-gateway is gone", null);
    }

    @Test
    void ofASilentAgentNothingIsKnown() {
        beat("1.0.0", SETTLED.plusSeconds(5));
        var later = new ReadEnvironment(environments, agents, Duration.ofMinutes(1), at(SETTLED.plusSeconds(66)))
                .read("shop", "production", "vps-1");

        assertThat(later.agentSilentSince()).isEqualTo(SETTLED.plusSeconds(5));
        assertThat(later.healthy()).isNull();
        assertThat(later.drift()).isNull();
        assertThat(read.read("shop", "production", "vps-1").agentSilentSince()).isNull();
    }

    private static Clock at(Instant moment) {
        return Clock.fixed(moment, ZoneOffset.UTC);
    }

    private void beat(String version, Instant at) {
        var serving = new Serving("shop", "production", null, version, true);
        agents.heard(new Beat("vps-1", at, "0.1.0", List.of(serving)), at);
    }
}
