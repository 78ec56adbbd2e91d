package ai.kaleem.release.agent.outbound.backup;

import java.io.IOException;
import java.nio.file.Path;

/** A manifest stands there that does not say what it should: whether its file is a backup cannot be known. */
final class ManifestUnreadable extends IOException {

    ManifestUnreadable(Path manifest, String why) {
        super(
                "the manifest %s cannot be read (%s), so its backup counts for nothing; it is left as it is: look at both files, then move them away"
                        .formatted(manifest, why));
    }
}
