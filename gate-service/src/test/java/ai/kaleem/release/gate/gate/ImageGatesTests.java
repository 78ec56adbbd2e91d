package ai.kaleem.release.gate.gate;

import static ai.kaleem.release.gate.Asked.before;
import static ai.kaleem.release.gate.Asked.build;
import static ai.kaleem.release.gate.Asked.program;
import static ai.kaleem.release.gate.Asked.push;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.GateReport.Status;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.ImageBuild;
import ai.kaleem.release.common.contract.Request.Source;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Images are built beside the gates, and sent when all of them passed. */
class ImageGatesTests {

    private static final String IMAGE = "registry.example/api:1.4.0";
    private static final Source SOURCE = new Source("https://example.org/shop.git", "main");

    private final World world = new World();

    @Test
    void theReleaseIsOfTheDigestThatTheRegistryGave() throws InterruptedException {
        var run = check();

        assertThat(run.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(run.images()).isEqualTo(Map.of("api", World.PUSHED, "worker", World.PUSHED));
        assertThat(run.gate("push-api").orElseThrow().summary()).isEqualTo("sent as %s", World.PUSHED);
        assertThat(world.begun).last().isEqualTo("push " + IMAGE);
    }

    @Test
    void whatIsBuiltIsNotLookedForInItsRegistry() throws InterruptedException {
        check();

        assertThat(world.asked).doesNotContain("1.4.0");
    }

    @Test
    void nothingIsSentWhereAGateFailed() throws InterruptedException {
        world.acts.put("unit", () -> new Outcome.Failed("2 tests failed"));
        var run = check();

        assertThat(run.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(run.gate("build-api").orElseThrow().status()).isEqualTo(Status.FINISHED);
        assertThat(run.gate("push-api").orElseThrow().summary()).isEqualTo("needs unit, which did not pass");
        assertThat(world.begun).noneMatch(it -> it.startsWith("push"));
    }

    @Test
    void aBuildThatFailsEndsTheRelease() throws InterruptedException {
        world.acts.put("build", () -> new Outcome.Failed("npm run build returned 1"));
        var run = check();

        assertThat(run.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(run.reason()).contains("npm run build returned 1");
    }

    @Test
    void aFolderThatIsNotThereIsTheAppsFault() throws InterruptedException {
        var nowhere = build(IMAGE).withImageBuild(new ImageBuild(IMAGE, "nowhere", "Dockerfile", null, Map.of()));
        var run = world.check(before(SOURCE, Map.of("api", IMAGE), nowhere, push(IMAGE)));

        assertThat(run.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(run.reason()).contains("there is no folder 'nowhere'");
        assertThat(world.begun).isEmpty();
    }

    @Test
    void anEngineThatIsAwayIsNoFaultOfTheApp() throws InterruptedException {
        world.acts.put("build", () -> new Outcome.Unknown("Docker does not answer"));
        var run = check();

        assertThat(run.verdict()).isEqualTo(Verdict.ERRORED);
        assertThat(run.gate("push-api").orElseThrow().status()).isEqualTo(Status.SKIPPED);
    }

    @Test
    void aRegistryThatRefusesKeepsTheReleaseFromGoingOn() throws InterruptedException {
        world.acts.put("push", () -> new Outcome.Unknown("denied"));
        var run = check();

        assertThat(run.verdict()).isEqualTo(Verdict.ERRORED);
        assertThat(run.images()).isEqualTo(Map.of("api", IMAGE, "worker", IMAGE));
    }

    private GateRun check() throws InterruptedException {
        return world.check(before(
                SOURCE,
                Map.of("api", IMAGE, "worker", IMAGE),
                program("unit", "unit"),
                build(IMAGE),
                push(IMAGE, "unit")));
    }
}
