package ai.kaleem.release.api.notes;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.access.Scope.Action;
import ai.kaleem.release.api.notes.NotesText.Audience;
import ai.kaleem.release.api.release.Releases;
import ai.kaleem.release.common.contract.ReleaseId;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** A person writes notes anew before they are told. Each version is kept, with who wrote it and when. */
public final class EditNotes {

    private final Releases releases;
    private final ReadNotes notes;
    private final NoteEdits edits;
    private final Clock clock;

    public EditNotes(Releases releases, ReadNotes notes, NoteEdits edits, Clock clock) {
        this.releases = releases;
        this.notes = notes;
        this.edits = edits;
        this.clock = clock;
    }

    /**
     * Durable when it returns.
     *
     * @param text Markdown
     * @param seen the tag of the notes that it is in place of; null where it does not matter
     * @throws ai.kaleem.release.api.release.ReleaseUnknown where there is none
     * @throws ai.kaleem.release.api.access.NotAllowed where the person may not release there
     * @throws NotesPublished where the release has succeeded
     * @throws NotesChanged where they are others by now
     */
    public ReadNotes.Text write(
            ReleaseId id, Audience audience, String language, String text, @Nullable String seen, Caller by) {
        var release = releases.get(id);
        by.require(Action.RELEASE_CREATE, release.deployments().getFirst().environment());
        if (ReadNotes.isPublished(release)) {
            throw new NotesPublished(release.version());
        }
        if (seen != null && !seen.equals(notes.markdown(id, audience, language).tag())) {
            throw new NotesChanged();
        }
        var number = edits.of(id).size() + 1;
        if (!edits.add(new NoteEdits.Edit(id, audience, number, text, by.name(), clock.instant()))) {
            throw new NotesChanged();
        }
        return new ReadNotes.Text(text, ReadNotes.tag(text), by.name());
    }
}
