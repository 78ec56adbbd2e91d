package ai.kaleem.release.agent.outbound.folder;

/** The data folder cannot be used; the message says why and what to do. */
public class FolderUnusable extends RuntimeException {

    FolderUnusable(String reason) {
        super(reason);
    }

    FolderUnusable(String reason, Throwable cause) {
        super(reason, cause);
    }
}
