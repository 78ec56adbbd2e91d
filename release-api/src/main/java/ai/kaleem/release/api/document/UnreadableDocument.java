package ai.kaleem.release.api.document;

/**
 * A stored document is broken, or of a version that this one does not know. Nothing is guessed: it stays as it is, and
 * whatever does not need it goes on. The message names the document and the field.
 */
public final class UnreadableDocument extends RuntimeException {

    public UnreadableDocument(String document, String field, String fault, Throwable cause) {
        super(
                "%s cannot be read at %s: %s. It stays as it is; a newer version may have written it"
                        .formatted(document, field, fault),
                cause);
    }

    public UnreadableDocument(String document, String field, String fault) {
        super("%s cannot be read at %s: %s. It stays as it is; a newer version may have written it"
                .formatted(document, field, fault));
    }
}
