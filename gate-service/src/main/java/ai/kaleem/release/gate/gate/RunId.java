package ai.kaleem.release.gate.gate;

import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Request.GatePhase;
import ai.kaleem.release.common.contract.Request.GatesRequested;

/** Names a run: a deployment is checked once before and once after. Sorts by the time the deployment was asked for. */
public record RunId(DeploymentId deploymentId, GatePhase phase) {

    public static RunId of(GatesRequested request) {
        return new RunId(request.deploymentId(), request.phase());
    }

    /** Reads what {@link #toString()} wrote. */
    public static RunId parse(String value) {
        var dash = value.indexOf('-');
        if (dash < 0) {
            throw new IllegalArgumentException("'%s' is not the id of a run".formatted(value));
        }
        return new RunId(new DeploymentId(value.substring(0, dash)), GatePhase.valueOf(value.substring(dash + 1)));
    }

    @Override
    public String toString() {
        return "%s-%s".formatted(deploymentId, phase);
    }
}
