package ai.kaleem.release.agent.outbound.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** A kind of store, worked with its own tools inside its container. */
interface Datastore {

    /** Ending of its backups' file names. */
    String extension();

    /** Writes all that it holds. */
    void dump(OutputStream out) throws IOException;

    /**
     * Restores the file in a throw-away container.
     *
     * @return false where that would cost too much, or cannot be done for this kind
     */
    boolean drill(Path file) throws IOException;

    /** Afterwards it holds what is in the file, and nothing else, and runs. */
    void restore(Path file) throws IOException;
}
