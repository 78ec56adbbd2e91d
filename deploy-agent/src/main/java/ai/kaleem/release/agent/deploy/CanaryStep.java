package ai.kaleem.release.agent.deploy;

import static ai.kaleem.release.agent.deploy.StepName.CANARY;

import ai.kaleem.release.agent.analysis.Judge;
import ai.kaleem.release.agent.analysis.Verdict;
import ai.kaleem.release.agent.analysis.Verdict.Kind;
import ai.kaleem.release.common.contract.Canary;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One step of a canary. It ends well when its time has passed and the last round that could say anything passed. Over a hard
 * limit it fails at once; worse in too many rounds in a row, or without a verdict for too long, it fails as well.
 */
final class CanaryStep {

    /** How much of a wait a crash may forget. */
    private static final Duration SAVE_EVERY = Duration.ofSeconds(5);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final Tools tools;
    private final StepRunner steps;
    private final Canary canary;
    private final int number;
    private final Canary.Step step;
    private final List<Compared> compared;
    private final Optional<CanaryPause> pause;
    private final SideBySide sides;
    private final List<Measure> measures;
    private final Duration round;
    private final CanaryProgress before;
    private final long began = System.nanoTime();
    private Duration roundBegan;
    private Duration saved;
    private int rounds;
    private int failures;
    private @Nullable Verdict last;

    /** @param number from 0 */
    CanaryStep(Tools tools, StepRunner steps, Canary canary, int number, List<Compared> compared) {
        this.tools = tools;
        this.steps = steps;
        this.canary = canary;
        this.number = number;
        this.step = canary.steps().get(number);
        this.compared = compared;
        this.pause = CanaryPause.of(tools, steps, step, number);
        this.sides = new SideBySide(tools, new Judge(canary.analysis()), compared);
        var deployment = steps.deployment();
        var blanks = Blanks.of(deployment, deployment.before().map(tools.ledger()::get));
        this.measures = canary.analysis().checks().stream()
                .map(it -> new Measure(
                        it, tools.metrics(), blanks, tools.settings().watchEvery()))
                .toList();
        var every = canary.analysis().every();
        this.round = every.compareTo(step.lasts()) < 0 ? every : step.lasts();
        this.before = steps.deployment().canary().progress();
        this.roundBegan = before.elapsed();
        this.saved = before.elapsed();
        this.failures = before.failures();
    }

    /**
     * Returns whether to go on with the next step; false where the deployment is to go back.
     *
     * @throws StepFailed where the new version is worse, or nobody can tell
     */
    boolean holds() {
        compared.forEach(it -> tools.gateway().split(it.route(), it.next(), canary.weightAt(number), testers()));
        sides.begin();
        pause.ifPresent(CanaryPause::begin);
        note(pause.map(CanaryPause::said).orElse("begins"));
        // Testers are few, and in a pause a person judges: what does not suffice for a verdict does not stand in the
        // way.
        var passed = step.match() != null || step.pause() != null;
        while (true) {
            steps.await(shorter(LOOK_EVERY, round.dividedBy(4)));
            if (steps.isTurningBack()) {
                return false;
            }
            sides.look();
            var elapsed = elapsed();
            var atOnce = measured(sides.verdict());
            if (atOnce.kind() == Kind.OVER_LIMIT) {
                report(atOnce, "traffic", elapsed);
                throw failed(atOnce.worst().summary());
            }
            if (elapsed.minus(roundBegan).compareTo(round) >= 0) {
                passed = closeRound(passed);
            }
            save(elapsed);
            if (isOver(passed, elapsed)) {
                var progress = before.after(elapsed, failures);
                // How long a person takes is not what the steps may wait for a verdict.
                var longer = pause.isPresent() ? Duration.ZERO : elapsed.minus(step.lasts());
                tools.ledger().change(steps.deployment().id(), it -> it.canary().progress(progress.next(longer)));
                return true;
            }
            giveUpAfter(elapsed);
        }
    }

    private boolean isOver(boolean passed, Duration elapsed) {
        if (pause.filter(CanaryPause::isPromoted).isPresent()) {
            return true;
        }
        if (elapsed.compareTo(step.lasts()) < 0) {
            return false;
        }
        if (pause.isPresent()) {
            // What was asked while the agent was away counts before the deadline does.
            steps.hearFirst();
            return pause.get().expire(passed, where());
        }
        return passed;
    }

    /** Returns whether the last round that could say anything passed. */
    private boolean closeRound(boolean passed) {
        rounds++;
        roundBegan = elapsed();
        var verdict = sides.verdict();
        var source = "traffic";
        var probe = canary.analysis().probe();
        if (verdict.kind() == Kind.INCONCLUSIVE && probe != null) {
            verdict = sides.probe(probe, canary.analysis().samples(), steps);
            source = "probes of %s, as there is too little traffic".formatted(probe);
        }
        verdict = measured(verdict);
        last = verdict;
        failures = switch (verdict.kind()) {
            case PASSES -> 0;
            case WORSE -> failures + 1;
            case INCONCLUSIVE, OVER_LIMIT -> failures;
        };
        report(verdict, source, roundBegan);
        return switch (verdict.kind()) {
            case OVER_LIMIT -> throw failed(verdict.worst().summary());
            case WORSE -> {
                if (failures >= canary.analysis().failures()) {
                    throw failed("%s, in %d rounds in a row"
                            .formatted(verdict.worst().summary(), failures));
                }
                sides.forget();
                yield false;
            }
            case PASSES -> {
                sides.forget();
                yield true;
            }
            // What was seen counts for the next round too.
            case INCONCLUSIVE -> passed;
        };
    }

    /** What Prometheus says beside what the requests say. */
    private Verdict measured(Verdict verdict) {
        var now = System.nanoTime();
        return new Verdict(
                Stream.concat(verdict.findings().stream(), measures.stream().map(it -> it.look(now)))
                        .toList());
    }

    private void giveUpAfter(Duration elapsed) {
        var longer = before.paused().plus(elapsed).minus(step.lasts());
        if (longer.compareTo(canary.analysis().pause()) > 0) {
            var why = last == null ? "no round came to its end" : last.worst().summary();
            throw failed(
                    "no verdict after a pause of %s; %s. Give the analysis a probe, fewer samples or a longer pause, or take the canary out"
                            .formatted(Words.of(canary.analysis().pause()), why));
        }
    }

    private void save(Duration elapsed) {
        if (elapsed.minus(saved).compareTo(SAVE_EVERY) >= 0) {
            saved = elapsed;
            tools.ledger().change(steps.deployment().id(), it -> it.canary().progress(before.after(elapsed, failures)));
        }
    }

    private void report(Verdict verdict, String source, Duration elapsed) {
        var line = "%s, after %s, by %s: %s%n%s%n"
                .formatted(where(), Words.of(elapsed), source, verdict.kind(), verdict.report());
        var id = steps.deployment().id();
        tools.ledger().change(id, it -> {
            var soFar = Objects.requireNonNullElse(it.steps().evidence(CANARY), "");
            it.steps().noted(CANARY, "%s: round %d %s".formatted(where(), rounds, verdict.kind()), soFar + line);
            it.canary().progress(before.after(elapsed, failures));
        });
    }

    private void note(String what) {
        tools.ledger()
                .change(steps.deployment().id(), it -> it.steps().noted(CANARY, "%s: %s".formatted(where(), what)));
    }

    /** Who was let in as a tester stays one. */
    private Canary.@Nullable Match testers() {
        return canary.steps().subList(0, number + 1).stream()
                .map(Canary.Step::match)
                .filter(Objects::nonNull)
                .reduce(null, (before, latest) -> latest);
    }

    private String where() {
        return "Step %d of %d, %s%s"
                .formatted(
                        number + 1, canary.steps().size(), pause.isPresent() ? "pause with " : "", who(canary, number));
    }

    /** Who has the new version in a step, in words; a pause leaves it to whom it was given before. */
    static String who(Canary canary, int number) {
        var step = canary.steps().get(number);
        if (step.pause() != null && number > 0) {
            return who(canary, number - 1);
        }
        return step.match() == null
                ? "%d %% of the visitors".formatted(step.weight())
                : "testers by %s".formatted(step.match());
    }

    private StepFailed failed(String why) {
        return new StepFailed(
                "%s: %s".formatted(where(), why), steps.deployment().steps().evidence(CANARY));
    }

    private Duration elapsed() {
        return before.elapsed().plusNanos(System.nanoTime() - began);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
