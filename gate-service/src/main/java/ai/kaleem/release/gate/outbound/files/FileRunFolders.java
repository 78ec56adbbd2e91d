package ai.kaleem.release.gate.outbound.files;

import ai.kaleem.release.gate.gate.RunFolders;
import ai.kaleem.release.gate.gate.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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

    /** The runs that have a folder here, whoever works on them now. */
    public List<RunId> all() throws IOException {
        if (Files.notExists(data.runs())) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(data.runs())) {
            return folders.flatMap(it -> id(it).stream()).toList();
        }
    }

    private static Optional<RunId> id(Path folder) {
        try {
            return Optional.of(RunId.parse(folder.getFileName().toString()));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // none of ours
        }
    }
}
