package ai.kaleem.release.api.notes;

/** What was told is not written anew. */
public final class NotesPublished extends RuntimeException {

    NotesPublished(String version) {
        super("%s has succeeded, and its notes were told with it; they are not changed any more".formatted(version));
    }
}
