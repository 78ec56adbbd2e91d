package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.agent.outbound.docker.DockerPlace;
import ai.kaleem.release.agent.outbound.gateway.Load;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.RestorePolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Versions that are bad in each way there is, on the real engine, while people use the version before: they notice nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class BadImagesTests {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final String GOOD = DockerPlace.serverCommand().getLast();

    enum Bad {
        EXITS("process.exit(3)", "; meanwhile it ended by itself \\d+ times"),
        CRASHES_OVER_AND_OVER(
                "console.log('no settings'); setTimeout(() => process.exit(5), 200)",
                "; meanwhile it ended by itself \\d+ times"),
        LISTENS_ON_ANOTHER_PORT(
                "require('http').createServer((q, r) => r.end()).listen(3001)", "nobody listens at port 3000"),
        REDIRECTS(
                "require('http').createServer((q, r) => { r.writeHead(302, {Location: '/login'}); r.end(); }).listen(3000)",
                ": / answered 302"),
        HANGS("require('http').createServer(() => {}).listen(3000)", "/ did not answer within 1000 ms"),
        ANSWERS_ONCE_AND_DIES(
                "require('http').createServer((q, r) => r.end('ok', () => process.exit(7))).listen(3000)",
                "api ended by itself after the switch|api: nobody listens at port 3000|does not run");

        final String script;
        final String reason;

        Bad(String script, String reason) {
            this.script = script;
            this.reason = reason;
        }
    }

    @TempDir
    static Path folder;

    private final List<Runnable> held = new ArrayList<>();
    private RealShop shop;
    private Lives.Life agent;
    private Load load;

    @BeforeAll
    void open() throws IOException {
        shop = new RealShop(folder);
        agent = shop.life(held::add);
        agent.workers().start();
        var first = release("1", GOOD);
        var end = ended(first);
        assertThat(end.phase()).as(String.valueOf(end)).isEqualTo(Phase.SUCCEEDED);
        load = Load.of(shop.uri("http"), 50);
        await().atMost(PATIENCE).until(() -> load.answeredBy("1") > 50);
    }

    @AfterAll
    void close() throws IOException {
        load.close();
        agent.workers().stop();
        held.reversed().forEach(Runnable::run);
        shop.close();
    }

    @ParameterizedTest
    @EnumSource
    void theVersionBeforeServesThroughout(Bad bad) {
        var before = shop.containers();
        var lost = load.lost().size();

        var end = ended(release("bad", bad.script));

        assertThat(end.phase()).as(String.valueOf(end)).isIn(Phase.FAILED, Phase.ROLLED_BACK);
        assertThat(end.reason()).as(String.valueOf(end)).containsPattern(bad.reason);
        assertThat(end.next()).isNotBlank();
        assertThat(end.serving()).isEqualTo("1");
        assertThat(shop.answer()).isEqualTo("1");
        assertThat(shop.containers()).extracting(ContainerState::name).hasSameElementsAs(names(before));
        if (bad == Bad.ANSWERS_ONCE_AND_DIES) {
            // Nobody could know before visitors did; from the end on all is well.
            lost = load.lost().size();
            var answered = load.answeredBy("1");
            await().atMost(PATIENCE).until(() -> load.answeredBy("1") > answered + 100);
        }
        assertThat(load.lost()).hasSize(lost);
    }

    private static List<String> names(List<ContainerState> containers) {
        return containers.stream().map(ContainerState::name).toList();
    }

    @Test
    void whatIgnoresItsSignalIsEndedAfterItsGrace() {
        var deaf = GOOD.replace("process.on('SIGTERM', () => process.exit(0));", "process.on('SIGTERM', () => {});");
        assertThat(deaf).isNotEqualTo(GOOD);
        var lost = load.lost().size();
        var release = release("deaf", deaf);
        agent.requests().deploy(release, null);
        await().atMost(PATIENCE).until(() -> load.answeredBy("deaf") > 0);

        agent.requests().rollBack(Plan.turnBack(release));

        var end = end(release);
        assertThat(end.phase()).as(String.valueOf(end)).isEqualTo(Phase.ROLLED_BACK);
        assertThat(end.serving()).isEqualTo("1");
        assertThat(shop.answer()).isEqualTo("1");
        assertThat(shop.containers()).extracting(ContainerState::version).containsOnly("1");
        assertThat(load.lost()).hasSize(lost);
    }

    private DeploymentRequested release(String version, String script) {
        return RealShop.patient(shop.release(version, List.of("node", "-e", script), RestorePolicy.NEVER));
    }

    private AgentReport ended(DeploymentRequested request) {
        agent.requests().deploy(request, null);
        await().atMost(PATIENCE)
                .until(() -> report(request).phase() == Phase.SWITCHED
                        || report(request).phase().isEnd());
        if (request.version().equals("1")) {
            agent.requests().keep(Plan.keep(request));
        }
        return end(request);
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
