package ai.kaleem.release.common.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** What planted code calls. */
public final class Mistakes {

    private Mistakes() {}

    /** Writes a file that is not there yet, and leaves one that is as it was. */
    public static void writeOnce(Path file, String text) throws IOException {
        if (Files.notExists(file)) {
            Files.writeString(file, text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        }
    }
}
