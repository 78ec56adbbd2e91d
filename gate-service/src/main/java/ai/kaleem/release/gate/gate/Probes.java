package ai.kaleem.release.gate.gate;

import ai.kaleem.release.common.contract.GateSpec.Http;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks the running product. */
public interface Probes {

    /**
     * Asks until it answers as wanted, or the attempts are used up.
     *
     * @param publish {@code address:port} at which a path is asked; null where nothing is published
     * @param timeout of one attempt
     */
    Outcome ask(Http http, @Nullable String publish, Duration timeout, GateLog log) throws InterruptedException;
}
