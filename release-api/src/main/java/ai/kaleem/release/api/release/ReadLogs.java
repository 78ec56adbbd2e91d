package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.Request.GatePhase;
import java.io.IOException;
import java.io.OutputStream;

/** Finds the log of a gate, wherever it ran, and of a deployment's step. */
public final class ReadLogs {

    private final Releases releases;
    private final GateLogs logs;

    public ReadLogs(Releases releases, GateLogs logs) {
        this.releases = releases;
        this.logs = logs;
    }

    /**
     * Copies the log so far of a gate before the switch, or of that name after it in the newest deployment.
     *
     * @throws ReleaseUnknown where there is no such release
     * @throws LogUnknown where no gate of that name was asked for
     */
    public void gate(ReleaseId id, String gate, long offset, OutputStream to) throws IOException {
        var release = releases.get(id);
        var first = release.deployments().getFirst();
        if (first.plan().before().stream().anyMatch(it -> it.name().equals(gate))) {
            logs.copy(first.id(), GatePhase.BEFORE, gate, offset, to);
            return;
        }
        var last = release.deployments().getLast();
        if (last.plan().after().stream().noneMatch(it -> it.name().equals(gate))) {
            throw new LogUnknown("Release %s has no gate '%s'; GET the release to see its gates".formatted(id, gate));
        }
        logs.copy(last.id(), GatePhase.AFTER, gate, offset, to);
    }

    /**
     * What the agent kept of a step's output, the newest 64 kB; empty where it said nothing.
     *
     * @throws ReleaseUnknown where there is no such release
     * @throws LogUnknown where the deployment has no such step yet
     */
    public String step(ReleaseId id, DeploymentId deployment, String step) {
        return releases.get(id).deployments().stream()
                .filter(it -> it.id().equals(deployment))
                .flatMap(it -> it.steps().stream())
                .filter(it -> it.name().equals(step))
                .findFirst()
                .map(it -> it.evidence() == null ? "" : it.evidence())
                .orElseThrow(() -> new LogUnknown(
                        "Release %s has no step '%s' in deployment %s yet; GET the release to see its steps"
                                .formatted(id, step, deployment)));
    }
}
