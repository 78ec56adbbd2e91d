package ai.kaleem.release.agent.outbound.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalLong;

/** A kind of store, worked with its own tools inside its container. */
interface Datastore {

    /** Ending of its backups' file names. */
    String extension();

    /** About how many bytes a dump will have; empty where the store does not tell. */
    default OptionalLong estimate() throws IOException {
        return OptionalLong.empty();
    }

    /** Writes all that it holds. */
    void dump(OutputStream out) throws IOException;

    /**
     * Restores the backup in a throw-away container.
     *
     * @return false where that would cost too much, or cannot be done for this kind
     */
    boolean drill(Packed backup) throws IOException;

    /** Afterwards it holds what is in the backup, and nothing else, and runs. */
    void restore(Packed backup) throws IOException;
}
