package ai.kaleem.release.api.inbound.plan;

import ai.kaleem.release.common.contract.Canary;
import ai.kaleem.release.common.contract.PrometheusCheck;
import ai.kaleem.release.common.contract.ServiceSpec;
import ai.kaleem.release.common.contract.Triggers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads how traffic moves in an environment, and what takes a release back there. */
final class StrategyBinder {

    /** How long a canary waits for a person where the plan does not say. */
    private static final Duration PAUSE = Duration.ofHours(24);

    private StrategyBinder() {}

    /** Null where the plan does not say. */
    static ServiceSpec.@Nullable Strategy ofAService(Value service) {
        return service.has("strategy")
                ? ServiceSpec.Strategy.valueOf(
                        service.field("strategy").string().replace('-', '_').toUpperCase(Locale.ROOT))
                : null;
    }

    /** Null where all traffic moves at once. */
    static @Nullable Canary canary(Value strategy) {
        if (!strategy.has("canary")) {
            return null;
        }
        var steps = strategy.field("canary").items().stream()
                .map(StrategyBinder::step)
                .toList();
        return new Canary(steps, analysis(strategy.field("analysis")));
    }

    private static Canary.Step step(Value it) {
        var pause = it.field("pause");
        return pause.isThere()
                ? Canary.Step.pause(
                        pause.field("within").positive(PAUSE),
                        Canary.Pause.valueOf(pause.field("then").string("back").toUpperCase(Locale.ROOT)))
                : new Canary.Step(
                        it.field("weight").integer(0),
                        it.field("for").positive(Canary.Analysis.DEFAULT.every()),
                        testers(it.field("match")));
    }

    private static Canary.@Nullable Match testers(Value it) {
        return it.isThere()
                ? new Canary.Match(
                        it.field("header").stringOrNull(),
                        it.field("cookie").stringOrNull(),
                        it.field("value").string())
                : null;
    }

    private static Canary.Analysis analysis(Value it) {
        var usual = Canary.Analysis.DEFAULT;
        return new Canary.Analysis(
                it.field("samples").integer(usual.samples()),
                it.field("every").positive(usual.every()),
                it.field("errors").share(usual.errors()),
                it.field("latency").positive(usual.latency()),
                it.field("slower").decimal(usual.slower()),
                it.field("failures").integer(usual.failures()),
                it.field("probe").stringOrNull(),
                it.field("pause").duration(usual.pause()),
                prometheus(it.field("prometheus")));
    }

    static Triggers triggers(Value it) {
        var usual = Triggers.DEFAULT;
        return new Triggers(
                it.field("errors").share(usual.errors()),
                it.field("errorsFor").duration(usual.errorsFor()),
                it.field("latency").positive(usual.latency()),
                it.field("latencyFor").duration(usual.latencyFor()),
                it.field("restarts").integer(usual.restarts()),
                it.field("dependencies").truth(usual.dependencies()),
                prometheus(it.field("prometheus")));
    }

    private static @Nullable List<PrometheusCheck> prometheus(Value checks) {
        return checks.isThere()
                ? checks.items().stream()
                        .map(it -> new PrometheusCheck(
                                it.field("name").string(),
                                it.field("url").string(),
                                it.field("query").string(),
                                it.field("max").decimalOrNull(),
                                it.field("min").decimalOrNull(),
                                it.field("for").duration(Duration.ZERO)))
                        .toList()
                : null;
    }
}
