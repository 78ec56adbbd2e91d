package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.agent.deploy.Probe.Answer;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.AgentReport.StepState;
import ai.kaleem.release.common.contract.ImageRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An agent that was upgraded in the middle of a deployment finishes what the older one began. */
class UpgradeTests {

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void copy() {
        file = folder.resolve("journal.db");
    }

    private void goOn() {
        try (var store = new SqliteStore(file);
                var world = new World(Duration.ofSeconds(20), store, store::told, UpgradeTests::asItWas)) {
            var second =
                    store.transact(it -> it.unfinished(Plan.SHOP)).getFirst().request();
            assertThat(second.version()).isEqualTo("2");
            var switched = world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
            // What the older one had done is not done again.
            assertThat(world.backups.calls).isEmpty();
            assertThat(World.step(switched, "backup").state()).isEqualTo(StepState.DONE);
            world.ask(Plan.keep(second));
            assertThat(world.awaitEnd(second.deploymentId()).phase()).isEqualTo(Phase.SUCCEEDED);
            assertThat(world.gateway.target(Plan.API)).contains(Plan.container(second, "api"));
            assertThat(world.told(second.deploymentId()))
                    .extracting(it -> it.report().revision())
                    .isSorted()
                    .doesNotHaveDuplicates()
                    .startsWith(1L);
        }
    }

    /** The host as the older agent left it. */
    private static void asItWas(World world) {
        world.answers.put("2", new Answer.Up(200));
        for (var deployment : world.journal.transact(it -> it.unfinished(Plan.SHOP))) {
            run(world, deployment);
            deployment
                    .before()
                    .ifPresent(it -> run(
                            world,
                            world.journal.transact(entries -> entries.find(it)).orElseThrow()));
        }
        var serving = world.journal.transact(it -> it.place(Plan.SHOP)).serving();
        var first = world.journal.transact(it -> it.find(serving)).orElseThrow().request();
        world.gateway.ensure(Plan.API);
        world.gateway.shift(Plan.API, Plan.container(first, "api"));
    }

    private static void run(World world, Deployment deployment) {
        for (var service : deployment.request().services()) {
            var name = Plan.container(deployment.request(), service.name());
            world.host.create(new ContainerSpec(
                    deployment.place(),
                    deployment.id(),
                    deployment.request().releaseId(),
                    deployment.request().version(),
                    service,
                    new ImageRef(world.host.localImages.get(service.image())),
                    null));
            if (service.isRouted() || deployment.isLive()) {
                world.host.start(name);
            }
        }
    }

    private void made(int schema) throws IOException {
        try (var made = UpgradeTests.class.getResourceAsStream("/journal-%d.db".formatted(schema))) {
            Files.copy(made, file);
        }
    }

    /** Add a number with each version of the schema. */
    @ParameterizedTest
    @ValueSource(ints = 1)
    void finishesWhatAnOlderAgentBegan(int schema) throws IOException {
        made(schema);
        goOn();
    }

    /** Of the next version, taken back to this one: what it added is passed over. */
    @Test
    void passesOverWhatItDoesNotKnow() throws IOException, SQLException {
        made(1);
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.executeUpdate(
                    "UPDATE deployment SET request = json_set(request, '$.canary', json('{\"steps\":[5,50]}')),"
                            + " saved = json_set(saved, '$.analysis', json('[1]'), '$.report.canary', 'none')");
        }
        goOn();
    }
}
