package ai.kaleem.release.gate.gate;

import ai.kaleem.release.common.contract.GateSpec;

/** Measures attempts at gates. */
@FunctionalInterface
public interface GateWatch {

    GateWatch NONE = (run, gate, attempt) -> attempt.make();

    /** Makes the attempt and returns its outcome as it is. */
    Outcome watch(RunId run, GateSpec gate, Attempt attempt) throws InterruptedException;

    @FunctionalInterface
    interface Attempt {
        Outcome make() throws InterruptedException;
    }
}
