package ai.kaleem.release.api.notes;

/** Somebody else wrote meanwhile. */
public final class NotesChanged extends RuntimeException {

    NotesChanged() {
        super("These are not the notes that you read; read them again, with their ETag, and write yours anew");
    }
}
