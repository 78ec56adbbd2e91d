package ai.kaleem.release.gate.gate;

import ai.kaleem.release.common.contract.GitTag;
import ai.kaleem.release.common.contract.Request.Source;

/** The tags of repositories. */
public interface Tags {

    /** Puts a tag on a commit. One that is there on that commit is enough, and one on another is never moved. */
    Outcome put(Source source, GitTag tag) throws InterruptedException;
}
