package ai.kaleem.release.agent.outbound.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The disk has no room for it. */
final class NoRoom extends IOException {

    /** Before it is begun. */
    NoRoom(Path folder, long needed) throws IOException {
        super("of the %d bytes that may be needed in %s, %d are missing; make room there and ask again"
                .formatted(needed, folder, needed - Files.getFileStore(folder).getUsableSpace()));
    }

    /** @param missing bytes, at least */
    NoRoom(Path folder, long written, long missing) {
        super("the disk with %s is full after %d bytes of it, at least %d bytes are missing: make room there"
                .formatted(folder, written, missing));
    }
}
