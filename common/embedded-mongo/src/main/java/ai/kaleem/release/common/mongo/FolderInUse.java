package ai.kaleem.release.common.mongo;

import java.nio.file.Path;

/** Another server has this folder: two would destroy each other's file. */
public final class FolderInUse extends IllegalStateException {

    FolderInUse(Path folder, String holder) {
        super(
                "%s is in use by another embedded MongoDB (%s). End that one, name another folder in kaleem.embedded-mongo.folder, or give a MONGODB_URI"
                        .formatted(folder.toAbsolutePath(), holder));
    }
}
