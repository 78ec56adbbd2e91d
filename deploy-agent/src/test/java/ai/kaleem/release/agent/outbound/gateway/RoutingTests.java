package ai.kaleem.release.agent.outbound.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.agent.outbound.gateway.Routing.Server;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class RoutingTests {

    @TempDir
    Path folder;

    @Test
    void usesItsSlotsInTurn() {
        var routing = Routing.closed(3000);
        for (var round = 0; round < 9; round++) {
            var before = routing;
            routing = routing.allTo("v" + round, 3000);
            assertThat(routing.target().map(Server::slot)).contains(round % Routing.SLOTS + 1);
            routing = before.target()
                    .map(it -> it.container())
                    .map(routing::without)
                    .orElse(routing);
        }
    }

    @Test
    void takesTheSlotOfADrainedServerWhenNoneIsFree() {
        var routing = Routing.closed(3000);
        for (var version = 0; version < 2 * Routing.SLOTS; version++) {
            routing = routing.allTo("v" + version, 3000);
            assertThat(routing.target().map(Server::container)).contains("v" + version);
            assertThat(routing.servers()).hasSizeLessThanOrEqualTo(Routing.SLOTS);
        }
    }

    @Test
    void eachLaneHasATargetOfItsOwn() {
        var routing =
                Routing.closed(3000).allTo("a1", 3000).allTo("b1", 3000, "b").allTo("c1", 3000, "c");
        assertThat(routing.servers()).filteredOn(Server::isLive).hasSize(3);

        var rolled = routing.allTo("b2", 3000, "b");
        assertThat(rolled.target("b").map(Server::container)).contains("b2");
        assertThat(rolled.target(null).map(Server::container)).contains("a1");
        assertThat(rolled.servers())
                .filteredOn(Server::isLive)
                .extracting(Server::container)
                .containsExactlyInAnyOrder("a1", "b2", "c1");
        assertThat(rolled.toNone("c").servers())
                .filteredOn(Server::isLive)
                .extracting(Server::container)
                .containsExactlyInAnyOrder("a1", "b2");
    }

    @Test
    void fiveReplicasAndTheirSuccessorsHaveRoom() {
        var routing = Routing.closed(3000);
        for (var version = 0; version < 5; version++) {
            for (var lane = 1; lane <= 5; lane++) {
                routing = routing.allTo("v%d-%d".formatted(version, lane), 3000, lane == 1 ? null : "l" + lane);
            }
            assertThat(routing.servers()).filteredOn(Server::isLive).hasSize(5);
        }
    }

    @Test
    void oneOfBeforeReplicasSaysWhenItHasNoRoom() throws Exception {
        var json = "{\"port\": 3000, \"servers\": [], \"held\": false, \"canary\": null}";
        var old = JsonMapper.builder().build().readValue(json, Routing.class);
        assertThat(old.size()).isEqualTo(Routing.FEW);
        var full = old.allTo("a", 1).allTo("b", 1, "b").allTo("c", 1, "c").allTo("d", 1, "d");
        assertThatThrownBy(() -> full.allTo("e", 1, "e"))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("has 4 places");
        assertThat(full.roomy().allTo("e", 1, "e").target("e")).isPresent();
    }

    @Test
    void aCanaryHasASlotOfItsOwnAndGivesItBack() {
        var routing = Routing.closed(3000)
                .allTo("old", 3000)
                .someTo("new", 3000, 10, null)
                .someTo("new", 3000, 50, null);
        assertThat(routing.target().map(Server::container)).contains("old");
        assertThat(routing.trial().map(Server::container)).contains("new");
        assertThat(routing.servers()).hasSize(2);
        assertThat(routing.allTo("old", 3000).trial()).isEmpty();
        assertThat(routing.without("new").canary()).isNull();
        assertThat(routing.toNone(null).trial()).isEmpty();
    }

    @Test
    void letsNoNameThroughThatIsNone() {
        assertThatThrownBy(() -> Routing.closed(3000).allTo("a; shutdown sessions", 3000))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsBackWhatItWrote() throws Exception {
        var file = new ConfigurationFile(folder.resolve("gateway"), Duration.ofSeconds(30));
        assertThat(file.read()).isEmpty();
        var routing = Routing.closed(3000)
                .allTo("old", 3000)
                .allTo("new", 3001)
                .withHold(true)
                .someTo("old", 3000, 25, null);
        file.write(routing);
        assertThat(file.read()).contains(routing);
        assertThat(Files.readString(file.configuration().resolve("haproxy.cfg")))
                .contains("server s1 old:3000 weight 0")
                .contains("server s2 new:3001 weight 100")
                .contains("server s3 127.0.0.1:3000 disabled")
                .contains("set-var proc.hold str(1)")
                .contains("set-var proc.canary str(s1)")
                .contains("set-var proc.share int(25)")
                .doesNotContain("{{");
    }
}
