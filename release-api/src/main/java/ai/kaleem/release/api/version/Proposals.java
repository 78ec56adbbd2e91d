package ai.kaleem.release.api.version;

import ai.kaleem.release.common.contract.VersionProposal;
import ai.kaleem.release.common.contract.VersionQuestion;

/** Who reads repositories. */
public interface Proposals {

    /**
     * @throws RefUnknown where there is no such repository or ref
     * @throws ai.kaleem.release.api.release.GatesSilent where gate-service or the repository does not answer
     */
    VersionProposal propose(VersionQuestion question);
}
