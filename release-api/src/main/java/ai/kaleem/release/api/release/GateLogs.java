package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Request.GatePhase;
import java.io.IOException;
import java.io.OutputStream;

/** Logs of gates, which gate-service keeps. */
public interface GateLogs {

    /**
     * Copies the log so far, from an offset in bytes on; works while the gate runs.
     *
     * @throws LogUnknown where gate-service has none
     * @throws GatesSilent where it does not answer
     * @throws IOException where the reader went away
     */
    void copy(DeploymentId deployment, GatePhase phase, String gate, long offset, OutputStream to) throws IOException;
}
