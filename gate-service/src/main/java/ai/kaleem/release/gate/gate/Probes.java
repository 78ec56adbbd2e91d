package ai.kaleem.release.gate.gate;

import ai.kaleem.release.common.contract.GateSpec;
import org.jspecify.annotations.Nullable;

/** Asks the running product. */
public interface Probes {

    /**
     * Asks until it answers as wanted, or the attempts are used up.
     *
     * @param gate one that has {@code http} or a {@code probe}; its timeout is that of one attempt
     * @param publish {@code address:port} at which a path is asked; null where nothing is published
     */
    Outcome ask(GateSpec gate, @Nullable String publish, GateLog log) throws InterruptedException;
}
