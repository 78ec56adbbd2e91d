package ai.kaleem.release.gate.outbound.files;

import ai.kaleem.release.gate.gate.RunFolders;
import ai.kaleem.release.gate.gate.RunId;
import java.io.IOException;
import java.nio.file.Files;

/** One folder for each run that is worked on. */
public final class FileRunFolders implements RunFolders {

    private final DataFolder data;

    public FileRunFolders(DataFolder data) {
        this.data = data;
    }

    @Override
    public RunFolder open(RunId run) throws IOException {
        var folder = data.runs().resolve(run.toString());
        return new RunFolder(folder.resolve("checkout"), Files.createDirectories(folder.resolve("home")));
    }

    @Override
    public void remove(RunId run) {
        Trees.remove(data.runs().resolve(run.toString()));
    }
}
