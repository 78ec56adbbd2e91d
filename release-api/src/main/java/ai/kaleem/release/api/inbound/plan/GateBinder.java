package ai.kaleem.release.api.inbound.plan;

import ai.kaleem.release.api.plan.Fault;
import ai.kaleem.release.common.contract.GateSpec;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes gates of a list that fits the schema. */
final class GateBinder {

    /** Built, linted and tested code takes minutes; an answer over HTTP takes seconds. */
    private static final Duration RUN_TIMEOUT = Duration.ofMinutes(10);

    private static final Duration HTTP_TIMEOUT = Duration.ofSeconds(30);

    private final List<Fault> faults;

    GateBinder(List<Fault> faults) {
        this.faults = faults;
    }

    List<GateSpec> bind(Value list) {
        return list.items().stream().map(this::gate).toList();
    }

    private GateSpec gate(Value it) {
        var run = it.field("run");
        return new GateSpec(
                it.field("name").string(),
                run.isThere() ? command(it, run) : null,
                run.isThere() ? null : http(it.field("http")),
                it.field("needs").strings(),
                it.field("timeout").positive(run.isThere() ? RUN_TIMEOUT : HTTP_TIMEOUT),
                it.field("retries").integer(2));
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

    private GateSpec.@Nullable Http http(Value it) {
        return new GateSpec.Http(
                it.field("path").string(it.field("url").string("")),
                it.field("status").integer(200),
                it.field("body").stringOrNull(),
                it.field("attempts").integer(3),
                it.field("every").duration(Duration.ofSeconds(1)));
    }
}
