package ai.kaleem.release.gate.gate;

import java.io.IOException;
import java.nio.file.Path;

/** Where a run works on this host, for as long as it runs. */
public interface RunFolders {

    RunFolder open(RunId run) throws IOException;

    /** Removes it, whatever the gates left there. What cannot be removed is no error. */
    void remove(RunId run);

    /**
     * @param checkout where the commit is put; made by whoever puts it there
     * @param home the private home of the run's programs
     */
    record RunFolder(Path checkout, Path home) {}
}
