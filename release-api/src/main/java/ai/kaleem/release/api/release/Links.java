package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.ReleaseId;

/** Where people find a release, at the operator's address. */
@FunctionalInterface
public interface Links {

    String to(ReleaseId release);
}
