package ai.kaleem.release.common.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.Fact;
import ai.kaleem.release.common.contract.ReleaseEvent;
import ai.kaleem.release.common.contract.Told;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoutingTests {

    @Test
    void requestsGoToTheOneOwner() {
        assertThat(Routing.of(Messages.keep("vps-1"))).isEqualTo(new Routing("release.requests", "agent.vps-1"));
        assertThat(Routing.of(Messages.report("vps-1"))).isEqualTo(new Routing("release.requests", "agent.vps-1"));
        assertThat(Routing.of(Messages.report(null))).isEqualTo(new Routing("release.requests", "gates"));
    }

    @Test
    void anAgentsFactsEndInItsName() {
        var beat = new Fact.Beat("vps-1", Instant.EPOCH, "0.1.0", List.of());

        assertThat(Routing.of(beat)).isEqualTo(new Routing("release.facts", "agent.beat.vps-1"));
    }

    @Test
    void gateFactsAreNamedByTheFact() {
        assertThat(Routing.of(Messages.gatesProgressed(1))).isEqualTo(new Routing("release.facts", "gate.progressed"));
    }

    @Test
    void eventsEndInTheEnvironment() {
        var standing = new Told.Standing(
                "kaleem",
                "production",
                "1.0.0",
                "REGULAR",
                DeploymentState.SUCCEEDED,
                "ci",
                null,
                List.of(),
                null,
                null,
                "");
        var told = new Told(
                Messages.RELEASE,
                1,
                new ReleaseEvent.Succeeded(Messages.DEPLOYMENT, Instant.EPOCH),
                standing,
                List.of());

        assertThat(Routing.of(told)).isEqualTo(new Routing("release.events", "succeeded.production"));
    }
}
