package ai.kaleem.release.agent.outbound.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.RestartPolicy;
import java.util.Set;

/**
 * Whether the engine starts a container again by itself. {@code unless-stopped} alone would say it in one word, but an engine
 * that was killed ends at its next start what still ran, counts that as stopped by hand, and starts nothing again. So what
 * shall run is {@code always}, and becomes {@code unless-stopped} just before it is stopped.
 */
record RestartRule(Engine engine, String container) {

    /** Engines say it in both ways. */
    private static final Set<String> NEVER = Set.of("no", "");

    /** From now on, whatever becomes of the process, the engine or the host. */
    void keepRunning() {
        set(RestartPolicy.alwaysRestart());
    }

    /** Whether it was ever to be kept so. */
    static boolean isKeptRunning(InspectContainerResponse container) {
        var policy = container.getHostConfig().getRestartPolicy();
        return policy != null && !NEVER.contains(policy.getName());
    }

    void stayStopped() {
        set(RestartPolicy.unlessStoppedRestart());
    }

    private void set(RestartPolicy policy) {
        engine.settle(
                "Changing the restart policy of " + container,
                docker -> docker.updateContainerCmd(container)
                        .withRestartPolicy(policy)
                        .exec());
    }
}
