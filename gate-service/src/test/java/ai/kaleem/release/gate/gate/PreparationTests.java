package ai.kaleem.release.gate.gate;

import static ai.kaleem.release.gate.Asked.before;
import static ai.kaleem.release.gate.Asked.program;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.GateReport.Status;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.Request.GatePhase;
import ai.kaleem.release.common.contract.Request.Source;
import ai.kaleem.release.gate.source.Images.Resolution;
import ai.kaleem.release.gate.source.Sources.Location;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is found out before the first gate: the commit and the digests. */
class PreparationTests {

    private static final Source MAIN = new Source("file:///shop", "main");
    private static final String DIGEST = "sha256:" + "ab".repeat(32);

    private final World world = new World();

    @Test
    void anUnknownRefFailsAndRunsNothing() throws InterruptedException {
        world.locations.add(new Location.Refused("no tag 'v9'"));

        var run = world.check(before(MAIN, program("unit", "unit")));

        assertThat(run.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(run.reason()).isEqualTo("no tag 'v9'");
        assertThat(world.begun).isEmpty();
        assertThat(run.gates().getFirst().status()).isEqualTo(Status.SKIPPED);
    }

    @Test
    void asksARepositoryThatIsAwayAgain() throws InterruptedException {
        world.locations.add(new Location.Unreachable("away"));
        world.locations.add(new Location.Unreachable("away"));

        assertThat(world.check(before(MAIN)).verdict()).isEqualTo(Verdict.PASSED);
        assertThat(world.asked).hasSize(3);
    }

    @Test
    void aRepositoryThatStaysAwayIsAnErrorOfOurs() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            world.locations.add(new Location.Unreachable("away"));
        }

        assertThat(world.check(before(MAIN)).verdict()).isEqualTo(Verdict.ERRORED);
    }

    @Test
    void pinsImagesAndLeavesLocalOnesToTheAgent() throws InterruptedException {
        world.resolutions.put("1.4.0", new Resolution.Resolved(DIGEST));

        var run = world.check(before(MAIN, Map.of("api", "ghcr.io/owner/api:1.4.0", "worker", "kaleem-worker:1.4.0")));

        assertThat(run.images())
                .containsEntry("api", "ghcr.io/owner/api@" + DIGEST)
                .containsEntry("worker", "kaleem-worker:1.4.0");
    }

    @Test
    void anUnknownImageFails() throws InterruptedException {
        world.resolutions.put("9", new Resolution.Absent("image ghcr.io/owner/api has no tag 9"));

        var run = world.check(before(MAIN, Map.of("api", "ghcr.io/owner/api:9")));

        assertThat(run.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(run.reason()).isEqualTo("image ghcr.io/owner/api has no tag 9");
        assertThat(world.check(before(MAIN, Map.of("api", "No Name"))).reason())
                .startsWith("Service api: 'No Name' is no name of an image");
    }

    @Test
    void whatIsPinnedNeedsNoRegistry() throws InterruptedException {
        world.resolutions.put(DIGEST, new Resolution.Unreachable("away", false));
        world.resolutions.put("1", new Resolution.Unreachable("away", false));

        assertThat(world.check(before(MAIN, Map.of("api", "ghcr.io/owner/api@" + DIGEST)))
                        .verdict())
                .isEqualTo(Verdict.PASSED);
        assertThat(world.check(before(MAIN, Map.of("api", "ghcr.io/owner/api:1")))
                        .verdict())
                .isEqualTo(Verdict.ERRORED);
    }

    @Test
    void programsAfterTheSwitchRunInTheCommitThatWasChecked() throws InterruptedException {
        var checked = before(MAIN, program("unit", "unit"));
        world.check(checked);
        world.locations.add(new Location.Unreachable("away"));
        var after = checked.with(it -> it.phase(GatePhase.AFTER)
                .gates(List.of(program("smoke", "smoke")))
                .publish("127.0.0.1:1"));

        var run = world.check(after);

        assertThat(run.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(run.commit()).isEqualTo(World.COMMIT);
        assertThat(world.asked).containsExactly("main");
    }
}
