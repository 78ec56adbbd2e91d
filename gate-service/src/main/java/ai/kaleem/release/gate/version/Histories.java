package ai.kaleem.release.gate.version;

import ai.kaleem.release.common.contract.Request.Source;
import org.jspecify.annotations.Nullable;

/** What repositories tell of the way from one version to the next. */
public interface Histories {

    /**
     * @param candidates whether a release candidate counts as the version before, too
     * @param without a version whose own tag does not count; null for none
     */
    Answer history(Source source, String tagPrefix, boolean candidates, @Nullable String without)
            throws InterruptedException;

    sealed interface Answer {

        record Found(History history) implements Answer {}

        /** The request is at fault. */
        record Refused(String reason) implements Answer {}

        /** We could not find out; it may be tried again. */
        record Unreachable(String reason) implements Answer {}
    }
}
