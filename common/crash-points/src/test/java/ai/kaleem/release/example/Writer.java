package ai.kaleem.release.example;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes {@code one}, and each of the others in a lambda, unless they are there already. */
public final class Writer {

    private Writer() {}

    /** @param args the folder */
    public static void main(String[] args) throws IOException {
        write(Path.of(args[0]));
    }

    public static void write(Path folder) throws IOException {
        Files.writeString(folder.resolve("one"), "1");
        List.of("two", "three").forEach(name -> {
            try {
                if (Files.notExists(folder.resolve(name))) {
                    Files.writeString(folder.resolve(name), name);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
