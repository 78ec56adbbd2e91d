package ai.kaleem.release.api.release;

import org.jspecify.annotations.Nullable;

/** No canary of the release waits for a person, or it may not come to an environment (yet). The message says why, and what to do. */
public final class NothingToPromote extends RuntimeException {

    NothingToPromote(String message) {
        super(message);
    }

    static NothingToPromote passedNowhere(Release release, @Nullable String after, String target) {
        return new NothingToPromote(
                after == null
                        ? "%s has not succeeded anywhere but in %s; release it in another environment first"
                                .formatted(release.version(), target)
                        : "%s has not succeeded in %s, which comes before %s; release it there first"
                                .formatted(release.version(), after, target));
    }
}
