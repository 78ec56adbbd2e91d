package ai.kaleem.release.agent.outbound.docker;

import ai.kaleem.release.agent.deploy.StepFailed;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.InternalServerErrorException;
import com.github.dockerjava.api.model.RestartPolicy;
import java.time.Duration;
import java.util.Set;

/**
 * Whether the engine starts a container again by itself. {@code unless-stopped} alone would say it in one word, but an engine
 * that was killed ends at its next start what still ran, counts that as stopped by hand, and starts nothing again. So what
 * shall run is {@code always}, and becomes {@code unless-stopped} just before it is stopped.
 */
record RestartRule(Engine engine, String container) {

    /** Engines say it in both ways. */
    private static final Set<String> NEVER = Set.of("no", "");

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(25);

    /** From now on, whatever becomes of the process, the engine or the host. */
    void keepRunning() {
        set(RestartPolicy.alwaysRestart());
    }

    /** Whether it was ever to be kept so. */
    static boolean isKeptRunning(InspectContainerResponse container) {
        var policy = container.getHostConfig().getRestartPolicy();
        return policy != null && !NEVER.contains(policy.getName());
    }

    /** Whether it is to run now. */
    static boolean shallRun(InspectContainerResponse container) {
        var policy = container.getHostConfig().getRestartPolicy();
        return policy != null && RestartPolicy.alwaysRestart().getName().equals(policy.getName());
    }

    void stayStopped() {
        set(RestartPolicy.unlessStoppedRestart());
    }

    /**
     * The engine tells the process too, and refuses all of it where that has just ended and the engine does not know yet: one
     * that crashes over and over does so at any moment. It knows a moment later.
     */
    private void set(RestartPolicy policy) {
        var what = "Changing the restart policy of " + container;
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                engine.settle(
                        what,
                        docker -> docker.updateContainerCmd(container)
                                .withRestartPolicy(policy)
                                .exec());
                return;
            } catch (StepFailed e) {
                if (!(e.getCause() instanceof InternalServerErrorException) || System.nanoTime() > deadline) {
                    throw e;
                }
            }
            pause(what);
        }
    }

    private static void pause(String what) {
        try {
            Thread.sleep(LOOK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StepFailed("%s was interrupted".formatted(what), null, e);
        }
    }
}
