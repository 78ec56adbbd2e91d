package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.agent.outbound.docker.DockerPlace;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.AgentReport.StepState;
import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.DatastoreSpecBuilder;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.RestorePolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restore that breaks off in the middle, on the real engine: what was there just before is there again. */
@Tag("long")
class FailingRestoreTests {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** The first one writes half of it and fails. */
    private static final String RESTORES = """
            if [ -e /tmp/fails ]; then rm /tmp/fails; printf 'half of ' > /tmp/data; echo 'disk on fire' >&2; exit 9; fi
            cp "$0" /tmp/data
            """;

    @TempDir
    Path folder;

    private final List<Runnable> held = new ArrayList<>();
    private RealShop shop;
    private Lives.Life agent;

    @BeforeEach
    void open() throws IOException {
        shop = new RealShop(folder);
        agent = shop.life(held::add);
        agent.workers().start();
        shop.shell("printf 'of 1' > /tmp/data");
    }

    @AfterEach
    void close() throws IOException {
        agent.workers().stop();
        held.reversed().forEach(Runnable::run);
        shop.close();
    }

    @Test
    void ofAReleaseThatIsTakenBackWithItsData() {
        serves(release("1", RestorePolicy.NEVER));
        var second = release("2", RestorePolicy.AUTO);
        switched(second);
        shop.shell("printf 'of 2' > /tmp/data; touch /tmp/fails");

        agent.requests().rollBack(Plan.turnBack(second));

        var end = end(second);
        assertThat(end.phase()).as(String.valueOf(end)).isEqualTo(Phase.ROLLBACK_FAILED);
        assertThat(end.reason()).contains("the checks failed", "Going back failed at restore", "ended with 9");
        assertThat(World.step(end, "restore").evidence()).contains("disk on fire");
        assertPutBack(end);
        assertThat(shop.answer()).isEqualTo("1");
    }

    @Test
    void ofAnEmergencyRollback() {
        var first = release("1", RestorePolicy.NEVER);
        serves(first);
        serves(release("2", RestorePolicy.NEVER));
        shop.shell("printf 'of 2' > /tmp/data; touch /tmp/fails");

        var back = Plan.rollbackTo(first, shop.nextEpoch(), null, DataChoice.RESTORE);
        agent.requests().deploy(back, null);

        var end = end(back);
        assertThat(end.phase()).as(String.valueOf(end)).isEqualTo(Phase.ROLLBACK_FAILED);
        assertThat(end.reason()).contains("restore", "ended with 9");
        assertPutBack(end);
        assertThat(shop.answer()).isEqualTo("2");
    }

    private void assertPutBack(AgentReport end) {
        assertThat(shop.shell("cat /tmp/data")).isEqualTo("of 2");
        assertThat(World.step(end, "put-back").state()).isEqualTo(StepState.DONE);
        assertThat(end.lostSince()).isNull();
        assertThat(end.next())
                .contains("A person is needed")
                .contains("The data is as it was before the restore")
                .contains(end.backups().getLast().file());
    }

    private DeploymentRequested release(String version, RestorePolicy restore) {
        var it = RealShop.patient(shop.release(version, DockerPlace.serverCommand(), restore));
        var store = DatastoreSpecBuilder.builder()
                .name("files")
                .type(DatastoreSpec.Type.COMMAND)
                .container(it.datastores().getFirst().container())
                .keep(2)
                .backup(List.of("cat", "/tmp/data"))
                .restore(List.of("sh", "-c", RESTORES))
                .timeout(Duration.ofSeconds(30))
                .build();
        return it.withDatastores(List.of(store));
    }

    private void switched(DeploymentRequested request) {
        agent.requests().deploy(request, null);
        var report = await().atMost(PATIENCE)
                .until(
                        () -> report(request),
                        it -> it.phase() == Phase.SWITCHED || it.phase().isEnd());
        assertThat(report.phase()).as(String.valueOf(report)).isEqualTo(Phase.SWITCHED);
    }

    private void serves(DeploymentRequested request) {
        switched(request);
        agent.requests().keep(Plan.keep(request));
        assertThat(end(request).phase()).isEqualTo(Phase.SUCCEEDED);
    }

    private AgentReport end(DeploymentRequested request) {
        return await().atMost(PATIENCE)
                .until(() -> report(request), it -> it.phase().isEnd());
    }

    private AgentReport report(DeploymentRequested request) {
        return agent.store()
                .transact(it -> it.find(request.deploymentId()))
                .orElseThrow()
                .report();
    }
}
