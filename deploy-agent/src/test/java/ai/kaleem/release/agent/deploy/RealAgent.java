package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An agent over the real engine, as who asks it sees it. */
final class RealAgent implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(90);

    private final List<Runnable> held = new ArrayList<>();
    private final Lives.Life life;

    RealAgent(RealShop shop) {
        life = shop.life(held::add);
        life.workers().start();
    }

    @Override
    public void close() {
        life.workers().stop();
        held.reversed().forEach(Runnable::run);
    }

    /** Asked, kept and settled. */
    AgentReport serves(DeploymentRequested request) {
        switches(request);
        life.requests().keep(Plan.keep(request));
        var end = end(request);
        assertThat(end.phase()).as(String.valueOf(end)).isEqualTo(Phase.SUCCEEDED);
        return end;
    }

    /** Asked, and with all the traffic, or at its end. */
    void switches(DeploymentRequested request) {
        life.requests().deploy(request, null);
        await().atMost(PATIENCE)
                .until(() -> report(request).phase() == Phase.SWITCHED
                        || report(request).phase().isEnd());
    }

    /** Asked to go back. */
    AgentReport turnedBack(DeploymentRequested request) {
        life.requests().rollBack(Plan.turnBack(request));
        return end(request);
    }

    AgentReport endOf(DeploymentRequested request) {
        life.requests().deploy(request, null);
        return end(request);
    }

    private AgentReport end(DeploymentRequested request) {
        return await().atMost(PATIENCE)
                .until(() -> report(request), it -> it.phase().isEnd());
    }

    AgentReport report(DeploymentRequested request) {
        return life.store()
                .transact(it -> it.find(request.deploymentId()))
                .orElseThrow()
                .report();
    }
}
