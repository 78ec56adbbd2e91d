package ai.kaleem.release.gate.outbound.git;

import java.io.IOException;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/** Git without the settings of the account we run as: what is checked out depends on the commit alone. */
final class NoGitSettings extends SystemReader.Delegate {

    private NoGitSettings(SystemReader system) {
        super(system);
    }

    static synchronized void install() {
        var system = SystemReader.getInstance();
        if (!(system instanceof NoGitSettings)) {
            SystemReader.setInstance(new NoGitSettings(system));
            // Else the first checkout waits while the clock of the file system is measured.
            FS.FileStoreAttributes.setBackground(true);
        }
    }

    @Override
    public FileBasedConfig openUserConfig(@Nullable Config parent, FS fs) {
        return new Empty(parent, fs);
    }

    @Override
    public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
        return new Empty(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(@Nullable Config parent, FS fs) {
        return new Empty(parent, fs);
    }

    private static final class Empty extends FileBasedConfig {

        Empty(@Nullable Config parent, FS fs) {
            super(parent, null, fs);
        }

        @Override
        public void load() throws IOException, ConfigInvalidException {
            // There is nothing to read.
        }

        @Override
        public void save() {
            // Nor to keep.
        }

        @Override
        public boolean isOutdated() {
            return false;
        }
    }
}
