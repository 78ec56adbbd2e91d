package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.Configuration;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Has a container that stays read its configuration again, and finds out whether it is well with it. */
final class Reload {

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final Tools tools;
    private final StepRunner steps;

    Reload(Tools tools, StepRunner steps) {
        this.tools = tools;
        this.steps = steps;
    }

    /** Returns false where that was over before it was known to be well. */
    boolean of(Configuration it, BooleanSupplier isOver) {
        return isTaken(it, isOver) && isWell(it, isOver);
    }

    /** Asked again until its time is over: one that the engine has just started again may not take it yet. */
    private boolean isTaken(Configuration it, BooleanSupplier isOver) {
        var until = tools.ledger().now().plus(it.timeout());
        while (true) {
            var failure = tryToReload(it);
            if (failure.isEmpty()) {
                return true;
            }
            if (!tools.ledger().now().isBefore(until)) {
                throw failure.get();
            }
            if (isOver.getAsBoolean()) {
                return false;
            }
            steps.await(LOOK_EVERY);
        }
    }

    private Optional<StepFailed> tryToReload(Configuration it) {
        try {
            var ran = tools.host().run(it.container(), it.reload(), it.timeout());
            return ran.exitCode() == 0
                    ? Optional.empty()
                    : Optional.of(new StepFailed(
                            "%s in container %s ended with %d"
                                    .formatted(it.reload().getFirst(), it.container(), ran.exitCode()),
                            ran.output()));
        } catch (StepFailed e) {
            return Optional.of(e);
        }
    }

    /**
     * A reload goes on when its command has ended, and the processes of before may still answer: what counts is what holds for
     * a while. That it is not well for so long is enough to put it back, as nobody is served meanwhile.
     */
    private boolean isWell(Configuration it, BooleanSupplier isOver) {
        var settle = tools.settings().settle();
        var until = tools.ledger().now().plus(it.timeout());
        var since = tools.ledger().now();
        var wasWell = true;
        while (true) {
            var complaint = complaint(it);
            var now = tools.ledger().now();
            if (complaint.isEmpty() != wasWell) {
                wasWell = complaint.isEmpty();
                since = now;
            }
            var holds = !now.isBefore(since.plus(settle));
            if (complaint.isEmpty() && holds) {
                return true;
            }
            if (complaint.isPresent() && (holds || !now.isBefore(until))) {
                throw new StepFailed(complaint.get());
            }
            if (isOver.getAsBoolean()) {
                return false;
            }
            steps.await(LOOK_EVERY);
        }
    }

    private Optional<String> complaint(Configuration it) {
        var fault = tools.host().fault(it.container());
        if (fault.isPresent() || it.health() == null) {
            return fault;
        }
        var url = URI.create(it.health());
        var path = Optional.ofNullable(url.getRawPath())
                        .filter(some -> !some.isEmpty())
                        .orElse("/")
                + Optional.ofNullable(url.getRawQuery()).map("?%s"::formatted).orElse("");
        return switch (tools.probe().ask(url.getHost(), url.getPort(), path, it.timeout())) {
            case Probe.Answer.Up(var status) -> Optional.empty();
            case Probe.Answer.Down(var reason) -> Optional.of("%s: %s".formatted(it.container(), reason));
            case Probe.Answer.Silent(var reason) -> Optional.of("%s: %s".formatted(it.container(), reason));
        };
    }
}
