package ai.kaleem.release.agent.outbound.backup;

import java.io.IOException;
import java.nio.file.Path;

/** The disk has no room for it. */
final class NoRoom extends IOException {

    /** @param missing bytes, at least */
    NoRoom(Path folder, long written, long missing) {
        super("the disk with %s is full after %d bytes of it, at least %d bytes are missing: make room there"
                .formatted(folder, written, missing));
    }
}
