package ai.kaleem.release.agent.outbound.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
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

    /** How much is in it, by table or by what else it is divided in; empty where nobody but the plan's author could tell. */
    Map<String, Long> count() throws IOException;

    /**
     * The backup in a throw-away container of its own.
     *
     * @throws IOException where it cannot be restored there
     */
    Copy copy(Packed backup) throws IOException;

    /** A throw-away store that holds a backup and is gone when it is closed. */
    interface Copy extends AutoCloseable {

        Map<String, Long> count() throws IOException;

        /** Runs a program in its container to a good end; what it prints is the answer. */
        String run(List<String> argv) throws IOException;

        @Override
        void close();
    }

    /** Afterwards it holds what is in the backup, and nothing else, and runs. */
    void restore(Packed backup) throws IOException;
}
