package ai.kaleem.release.api.notes;

import ai.kaleem.release.api.notes.NotesText.Audience;
import ai.kaleem.release.api.plan.Fingerprint;
import ai.kaleem.release.api.release.Release;
import ai.kaleem.release.api.release.ReleaseView;
import ai.kaleem.release.api.release.Releases;
import ai.kaleem.release.api.version.NextVersion;
import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells what a release brings: by its commits since the last stable version, or as somebody wrote it. */
public final class ReadNotes {

    private final Releases releases;
    private final NextVersion versions;
    private final NoteEdits edits;

    public ReadNotes(Releases releases, NextVersion versions, NoteEdits edits) {
        this.releases = releases;
        this.versions = versions;
        this.edits = edits;
    }

    /**
     * By its commits, whoever wrote what.
     *
     * @throws ai.kaleem.release.api.release.ReleaseUnknown where there is none
     * @throws ai.kaleem.release.api.plan.FaultsFound where its plan has no repository
     * @throws ai.kaleem.release.api.version.RefUnknown where the repository has its commit no more
     * @throws ai.kaleem.release.api.release.GatesSilent where gate-service or the repository does not answer
     */
    public Notes read(ReleaseId id) {
        var view = releases.get(id).view();
        var proposal = versions.bringing(view.app(), ref(releases.get(id)), view.version());
        var web = versions.repository(view.app()).flatMap(Web::of);
        return new Notes(
                id,
                view.app(),
                view.version(),
                view.requestedAt(),
                proposal.from(),
                proposal.commit(),
                proposal.total(),
                new NotesOf(web).sections(proposal));
    }

    /**
     * @param text in words
     * @param tag of this text, as ETags are written
     * @param by who wrote it; null where it is made of the commits
     */
    public record Text(String text, String tag, @Nullable String by) {}

    /** In words, as somebody wrote it last. The same exceptions. */
    public Text markdown(ReleaseId id, Audience audience, String language) {
        var written = last(edits.of(id), audience);
        if (written.isPresent()) {
            return new Text(
                    written.get().text(),
                    tag(written.get().text()),
                    written.get().by());
        }
        var text = new NotesText(language, audience).markdown(read(id));
        return new Text(text, tag(text), null);
    }

    /** Without marks; what somebody wrote stands as it was written. */
    public Text plain(ReleaseId id, Audience audience, String language) {
        var written = last(edits.of(id), audience);
        if (written.isPresent()) {
            return new Text(
                    written.get().text(),
                    tag(written.get().text()),
                    written.get().by());
        }
        var text = new NotesText(language, audience).plain(read(id));
        return new Text(text, tag(text), null);
    }

    /** Each that was made, the oldest first. */
    public List<NoteEdits.Edit> history(ReleaseId id) {
        return edits.of(releases.get(id).id());
    }

    static Optional<NoteEdits.Edit> last(List<NoteEdits.Edit> all, Audience audience) {
        return all.reversed().stream().filter(it -> it.audience() == audience).findFirst();
    }

    static String tag(String text) {
        return "\"%s\"".formatted(Fingerprint.of(List.of(text)).substring(0, 32));
    }

    /** The tag of its version where its commit is not known, as where no gate needed the source. */
    private static String ref(Release release) {
        var commit = release.view().commit();
        var plan = release.deployments().getFirst().plan();
        return commit == null ? plan.tagPrefix() + release.version() : commit;
    }

    static boolean isPublished(Release release) {
        return release.view().deployments().stream().anyMatch(ReadNotes::hasSucceeded);
    }

    private static boolean hasSucceeded(ReleaseView.DeploymentView it) {
        return it.kind() == Kind.RELEASE && it.state() == DeploymentState.SUCCEEDED;
    }
}
