package ai.kaleem.release.api.trigger;

import ai.kaleem.release.common.contract.ReleaseId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pushes that were heard, until something came of them and for a while after. */
public interface Pushes {

    /** Durable when it returns; false where one of that id was heard before. */
    boolean add(Push push);

    /** Those of which nothing came yet, oldest first. */
    List<Push> open(int limit);

    /** Says what came of one. The same again changes nothing. */
    void settle(Push push, List<Result> results, Instant at);

    /** Whether a push made a release of that commit there, so that no other one has to. */
    boolean isReleased(String app, String environment, String commit);

    /** Newest first. */
    List<Heard> list(String app, int limit);

    /**
     * What came of a push in one environment.
     *
     * @param release null where it made none
     * @param commit of the release; null where it made none
     * @param reason why not, in words; null where it did
     */
    record Result(
            String environment,
            @Nullable ReleaseId release,
            @Nullable String commit,
            @Nullable String reason) {}

    /** @param settledAt null while nothing came of it */
    record Heard(Push push, @Nullable Instant settledAt, List<Result> results) {}
}
