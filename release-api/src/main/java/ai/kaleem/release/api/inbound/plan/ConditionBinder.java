package ai.kaleem.release.api.inbound.plan;

import ai.kaleem.release.api.plan.Fault;
import ai.kaleem.release.common.contract.GateSpec.Flaky;
import ai.kaleem.release.common.contract.GateSpec.Severity;
import ai.kaleem.release.common.contract.GateSpec.When;
import ai.kaleem.release.common.contract.ReleaseType;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads what a gate decides, for which releases it is there, and whether its failure stands. */
final class ConditionBinder {

    private static final Duration BACK_OFF = Duration.ofSeconds(5);

    private ConditionBinder() {}

    /** Null where the plan does not say. */
    static @Nullable Severity severity(Value gate, List<Fault> faults) {
        var said = gate.field("severity");
        var shadow = gate.field("shadow");
        if (!shadow.truth(false)) {
            return said.isThere() ? Severity.valueOf(said.string().toUpperCase(Locale.ROOT)) : null;
        }
        if (said.isThere()) {
            faults.add(new Fault(
                    said.path(), "says what a shadow decides, which is nothing", "leave severity out, or shadow"));
        }
        return Severity.SHADOW;
    }

    /** Null where a failure stands. */
    static @Nullable Flaky flaky(Value gate) {
        var it = gate.field("flaky");
        return it.isThere()
                ? new Flaky(it.field("retries").integer(2), it.field("backOff").duration(BACK_OFF))
                : null;
    }

    /** Null where the gate is there for each release. */
    static @Nullable When when(Value gate) {
        var it = gate.field("when");
        return it.isThere()
                ? new When(
                        it.field("types").strings().stream()
                                .map(ReleaseType::valueOf)
                                .toList(),
                        it.field("changed").strings())
                : null;
    }
}
