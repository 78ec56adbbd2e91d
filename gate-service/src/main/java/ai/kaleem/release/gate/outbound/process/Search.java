package ai.kaleem.release.gate.outbound.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Finds programs as {@code execvp} does, so that a missing one is not mistaken for one that failed. */
final class Search {

    private Search() {}

    /** @param folder where a name with a slash is looked for */
    static Optional<Path> program(String name, Path folder, String path) {
        if (!name.contains("/")) {
            return on(path, name);
        }
        try {
            return Optional.of(folder.resolve(name)).filter(Search::isProgram);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    static Optional<Path> on(String path, String name) {
        return Arrays.stream(path.split(File.pathSeparator))
                .filter(it -> !it.isBlank())
                .map(it -> Path.of(it, name))
                .filter(Search::isProgram)
                .findFirst();
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
