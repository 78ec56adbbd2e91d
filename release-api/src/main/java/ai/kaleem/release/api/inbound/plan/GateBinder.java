package ai.kaleem.release.api.inbound.plan;

import ai.kaleem.release.api.plan.Fault;
import ai.kaleem.release.common.contract.GateSpec;
import ai.kaleem.release.common.contract.GateSpecBuilder;
import java.time.Duration;
import java.util.List;

/** Makes gates of a list that fits the schema. */
final class GateBinder {

    /** Built, linted and tested code takes minutes. */
    private static final Duration RUN_TIMEOUT = Duration.ofMinutes(10);

    private final List<Fault> faults;

    GateBinder(List<Fault> faults) {
        this.faults = faults;
    }

    List<GateSpec> bind(Value list) {
        return list.items().stream().map(this::gate).toList();
    }

    private GateSpec gate(Value it) {
        var run = it.field("run");
        return GateSpecBuilder.builder()
                .name(it.field("name").string())
                .run(run.isThere() ? command(it, run) : null)
                .http(it.has("http") ? ProbeBinder.http(it.field("http")) : null)
                .needs(it.field("needs").strings())
                .timeout(it.field("timeout").positive(run.isThere() ? RUN_TIMEOUT : ProbeBinder.timeout(it)))
                .retries(it.field("retries").integer(2))
                .probe(run.isThere() || it.has("http") ? null : ProbeBinder.bind(it))
                .severity(ConditionBinder.severity(it, faults))
                .when(ConditionBinder.when(it))
                .flaky(ConditionBinder.flaky(it))
                .reports(new ReportBinder(faults).bind(it.field("reports")))
                .build();
    }

    private GateSpec.Command command(Value gate, Value run) {
        if (run.strings().getFirst().isBlank()) {
            faults.add(new Fault(run.path(), "names no program", "write the program first"));
        }
        return new GateSpec.Command(
                run.strings(),
                gate.field("in").string("."),
                gate.field("environment").variables());
    }
}
