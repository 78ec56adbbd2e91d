package ai.kaleem.release.api.notes;

import ai.kaleem.release.api.notes.NotesText.Audience;
import ai.kaleem.release.common.contract.ReleaseId;
import java.time.Instant;
import java.util.List;

/** What people wrote in place of what commits say. */
public interface NoteEdits {

    /** @param text Markdown */
    record Edit(ReleaseId release, Audience audience, int number, String text, String by, Instant at) {}

    /** The oldest first. */
    List<Edit> of(ReleaseId release);

    /** False where there is one of that number already. Durable when it returns. */
    boolean add(Edit edit);
}
