package ai.kaleem.release.api.release;

import ai.kaleem.release.api.document.UnreadableDocument;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ReleaseId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps releases, each with its story and its unsent messages in one write. */
public interface Releases {

    /** Stores a new release and its unsent messages; false where one of that id is there already. */
    boolean add(Release release);

    /**
     * Stores a changed release and its unsent messages; false, and nothing written, where somebody else stored it since it
     * was read.
     */
    boolean save(Release release);

    /** @throws UnreadableDocument where it is there and cannot be read */
    Optional<Release> find(ReleaseId id);

    /** Empty also where it cannot be read, so that it holds up nobody else; that was said where it was found. */
    default Optional<Release> readable(ReleaseId id) {
        try {
            return find(id);
        } catch (UnreadableDocument e) {
            return Optional.empty();
        }
    }

    default Release get(ReleaseId id) {
        return find(id).orElseThrow(() -> unknown(id));
    }

    /** Which stored state there is; it grows with every write. Cheap: nothing else of the release is read. */
    default OptionalLong revision(ReleaseId id) {
        return find(id).map(it -> OptionalLong.of(it.revision())).orElseGet(OptionalLong::empty);
    }

    /**
     * A part of the story without the rest of the release, most of which is captured output.
     *
     * @param number the entries after this one
     * @param most how many of them; where there are more the story is not said to be settled
     * @throws ReleaseUnknown where there is no such release
     * @throws UnreadableDocument where it cannot be read
     */
    default Story story(ReleaseId id, long number, int most) {
        var release = get(id);
        return Story.part(release.story(), number, most, release.isSettled());
    }

    default ReleaseUnknown unknown(ReleaseId id) {
        return new ReleaseUnknown("No release %s; list them with GET /api/v1/releases".formatted(id));
    }

    ReleasePage list(ReleaseFilter filter);

    /**
     * Reserves a version of an app for ever. The same release may ask again, which renews it.
     *
     * @return whose it is: the given id, or the release that has it
     */
    ReleaseId reserve(String app, String version, ReleaseId id, Instant now);

    /**
     * Reserves the version for another release; false where it is not the first one's any more, or not that old.
     *
     * @param before reserved or renewed earlier than this
     */
    boolean takeOver(String app, String version, ReleaseId from, ReleaseId to, Instant before, Instant now);

    /** Every version of an app that was ever given. */
    Set<String> versions(String app);

    /** Who has the version, if it was ever given. */
    Optional<ReleaseId> withVersion(String app, String version);

    /**
     * Every deployment that may be unfinished, in the order of their ids; some may have ended a moment ago. A deployment
     * is among them before it is stored, and stays until it is {@link #close closed}.
     */
    List<Open> open();

    /**
     * The same, of one environment, page by page.
     *
     * @param after the last one of the page before; null for the first
     */
    List<Open> open(String app, String environment, @Nullable DeploymentId after, int limit);

    /** Says that a deployment may be unfinished; called before it is stored. */
    void open(Open deployment);

    /** Says that nothing is left to do for a deployment: it ended, gave its turn back, and all is told. */
    void close(Open deployment);

    record Open(String app, String environment, DeploymentId deploymentId, ReleaseId releaseId) {}
}
