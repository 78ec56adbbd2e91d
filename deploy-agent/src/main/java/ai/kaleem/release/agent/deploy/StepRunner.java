package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.AgentReport.StepState;
import ai.kaleem.release.common.contract.DeploymentId;
import io.micrometer.observation.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the steps of one deployment: writes the intent, acts, writes the result. A step with a result is never run again; one
 * with an intent and no result is, so every action looks at the world first.
 */
final class StepRunner {

    private static final Logger log = LoggerFactory.getLogger(StepRunner.class);
    private static final Duration UNTIL_ASKED_AGAIN = Duration.ofSeconds(1);

    private final Tools tools;
    private final DeploymentId id;
    private final Bell bell;
    private final Presence presence;

    StepRunner(Tools tools, DeploymentId id, Bell bell, Presence presence) {
        this.tools = tools;
        this.id = id;
        this.bell = bell;
        this.presence = presence;
    }

    /** What an action came to. */
    sealed interface Result {

        /** @param learned what the journal learns with it, in the same transaction */
        record Done(String detail, @Nullable String evidence, Learned learned) implements Result {}

        /** There was nothing to do. */
        record Nothing(String why) implements Result {}

        /** The deployment is to go back, for the reason the journal has. */
        record Interrupted() implements Result {}

        static Done done(String detail) {
            return new Done(detail, null, (page, deployment) -> {});
        }
    }

    /** @see Result.Done#learned() */
    interface Learned {

        void by(Ledger.Page page, Deployment deployment);
    }

    Deployment deployment() {
        return tools.ledger().get(id);
    }

    boolean isTurningBack() {
        return deployment().turnBack().isPresent();
    }

    /** Returns whether to go on: false once the deployment is to go back, which a failure of the step makes it too. */
    boolean forward(StepName step, Supplier<Result> action) {
        var deployment = deployment();
        if (deployment.turnBack().isPresent()) {
            return false;
        }
        if (deployment.steps().hasEnded(step)) {
            return true;
        }
        hearFirst();
        var begun = tools.ledger()
                .write(page -> page.change(id, it -> {
                    if (it.turnBack().isEmpty()) {
                        it.begin(step, now());
                    }
                }));
        if (begun.turnBack().isPresent()) {
            return false;
        }
        try {
            write(step, patiently(step, action, true));
        } catch (StepFailed e) {
            log.warn("{} of {}: {}", step, id, e.getMessage());
            tools.ledger().change(id, it -> {
                it.steps().failed(step, words(e), e.evidence(), now());
                it.turnBack(new TurnBack(TurnBack.Cause.STEP_FAILED, "%s: %s".formatted(step, words(e))));
            });
        }
        return !isTurningBack();
    }

    /** A step of the way back, which nothing interrupts. Returns whether it could be done. */
    boolean back(StepName step, Supplier<Result> action) {
        if (deployment().steps().hasEnded(step)) {
            return deployment().steps().state(step) != StepState.FAILED;
        }
        tools.ledger().change(id, it -> it.begin(step, now()));
        try {
            write(step, patiently(step, action, false));
            return true;
        } catch (StepFailed e) {
            log.error("{} of {}: {}", step, id, e.getMessage());
            tools.ledger().change(id, it -> it.steps().failed(step, words(e), e.evidence(), now()));
            return false;
        }
    }

    private void write(StepName step, Result result) {
        var written = tools.ledger().write(page -> page.change(id, it -> record(step, result, page, it)));
        log.info("{} of {}: {}", step, id, written.steps().summary(step));
    }

    private void record(StepName step, Result result, Ledger.Page page, Deployment deployment) {
        switch (result) {
            case Result.Done(var detail, var evidence, var learned) -> {
                // The keep has written the result of its step already.
                if (!deployment.steps().hasEnded(step)) {
                    deployment.steps().done(step, detail, evidence, now());
                }
                learned.by(page, deployment);
            }
            case Result.Nothing(var why) -> deployment.steps().skipped(step, why);
            case Result.Interrupted() -> {
                var why = deployment.turnBack().map(TurnBack::reason).orElse("Interrupted");
                deployment.steps().failed(step, why, null, now());
            }
        }
    }

    /** Acts, again and again while the engine is away. */
    private Result patiently(StepName step, Supplier<Result> action, boolean interruptible) {
        while (true) {
            bell.goOn();
            try {
                return observed(step, action);
            } catch (HostUnavailable e) {
                log.warn("{} of {} waits: {}", step, id, e.getMessage());
                tools.ledger().change(id, it -> it.steps().noted(step, "Waits: %s".formatted(e.getMessage())));
                bell.await(UNTIL_ASKED_AGAIN);
                if (interruptible && isTurningBack()) {
                    return new Result.Interrupted();
                }
            }
        }
    }

    /** A failure nobody foresaw is a failure of the step as well: the way back is then the safe one. */
    private Result observed(StepName step, Supplier<Result> action) {
        var observation = Observation.createNotStarted("release.step", tools.observations())
                .lowCardinalityKeyValue("step", step.toString())
                .highCardinalityKeyValue("deployment", id.value());
        try {
            return observation.observe(action);
        } catch (StepFailed | HostUnavailable | Bell.Stopping | JournalClosed | DiskLost e) {
            throw e;
        } catch (RuntimeException e) {
            log.error("{} of {} failed for a reason of our own", step, id, e);
            throw new StepFailed("a fault of the agent's own: %s".formatted(e), null, e);
        }
    }

    private Instant now() {
        return tools.ledger().now();
    }

    private static String words(StepFailed e) {
        var message = e.getMessage();
        return message == null ? "failed" : message;
    }

    /** What was asked while the agent was away is in the journal when this returns. */
    void hearFirst() {
        presence.hear(bell);
    }

    /** Says how far a running step is. */
    void note(StepName step, String detail) {
        tools.ledger().change(id, it -> it.steps().noted(step, detail));
    }

    /** Wakes whoever awaits. */
    void ring() {
        bell.ring();
    }

    /** Returns when something was asked, or when the time has passed. */
    void await(Duration atMost) {
        bell.await(atMost);
    }
}
