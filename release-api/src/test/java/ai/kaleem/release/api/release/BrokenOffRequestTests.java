package ai.kaleem.release.api.release;

import static ai.kaleem.release.common.contract.DeploymentState.DEPLOYING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.common.contract.ReleaseId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A request whose store went away between the reservation of its version and its release. */
class BrokenOffRequestTests {

    private final World world = new World();
    private final ReleaseId brokenOff = ReleaseId.next();

    private void brokeOff() {
        world.releases.reserve("kaleem", "1.4.0", brokenOff, world.clock.instant());
    }

    @Test
    void doesNotBurnItsVersion() {
        brokeOff();
        assertThatThrownBy(() -> world.request(Plans.bare("1.4.0")))
                .isInstanceOf(VersionTaken.class)
                .hasMessageContaining("ask again in a minute");
        world.passes(Duration.ofSeconds(61));

        var release = world.request(Plans.bare("1.4.0"));
        assertThat(world.state(release)).isEqualTo(DEPLOYING);
        assertThatThrownBy(() -> world.request(brokenOff, Plans.bare("1.4.0")))
                .isInstanceOf(VersionTaken.class)
                .hasMessageContaining(release.releaseId().value());
    }

    @Test
    void goesOnUnderItsKeyAtOnce() {
        brokeOff();

        assertThat(world.state(world.request(brokenOff, Plans.bare("1.4.0")))).isEqualTo(DEPLOYING);
    }
}
