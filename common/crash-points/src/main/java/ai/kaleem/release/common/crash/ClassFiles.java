package ai.kaleem.release.common.crash;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.zip.ZipInputStream;

/** The class files of a folder or a jar, with the jars inside of it. */
final class ClassFiles {

    private final Predicate<String> wanted;
    private final Consumer<byte[]> reader;

    private ClassFiles(Predicate<String> wanted, Consumer<byte[]> reader) {
        this.wanted = wanted;
        this.reader = reader;
    }

    /** @param wanted says which, by name, e.g. {@code ai/kaleem/release/api/ReleaseApi} */
    static void read(Path place, Predicate<String> wanted, Consumer<byte[]> reader) {
        var files = new ClassFiles(wanted, reader);
        try {
            if (Files.isDirectory(place)) {
                files.folder(place);
            } else {
                try (var jar = Files.newInputStream(place)) {
                    files.jar(jar);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the classes of " + place, e);
        }
    }

    private void folder(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted().toList()) {
                if (isWanted(folder.relativize(file).toString())) {
                    reader.accept(Files.readAllBytes(file));
                }
            }
        }
    }

    private void jar(InputStream jar) throws IOException {
        var zip = new ZipInputStream(jar);
        for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            if (entry.getName().endsWith(".jar")) {
                jar(new ByteArrayInputStream(zip.readAllBytes()));
            } else if (isWanted(entry.getName().replace("BOOT-INF/classes/", ""))) {
                reader.accept(zip.readAllBytes());
            }
        }
    }

    private boolean isWanted(String file) {
        return file.endsWith(".class") && wanted.test(file.substring(0, file.length() - ".class".length()));
    }
}
