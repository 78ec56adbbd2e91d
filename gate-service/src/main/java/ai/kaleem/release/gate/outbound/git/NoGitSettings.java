package ai.kaleem.release.gate.outbound.git;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/** Git without the settings of the account we run as: what is checked out depends on the commit alone. */
final class NoGitSettings extends SystemReader.Delegate {

    private static final Duration TICK = Duration.ofMillis(20);

    private NoGitSettings(SystemReader system) {
        super(system);
    }

    static synchronized void install() {
        var system = SystemReader.getInstance();
        if (!(system instanceof NoGitSettings)) {
            SystemReader.setInstance(new NoGitSettings(system));
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

        /**
         * JGit would measure how exactly each file system keeps time, for seconds and by writing files into the mirror.
         * Linux's local ones keep it to a tick of the kernel.
         */
        @Override
        public long getTimeUnit(
                String section, @Nullable String subsection, String name, long otherwise, TimeUnit unit) {
            return section.equals("filesystem")
                    ? unit.convert(TICK)
                    : super.getTimeUnit(section, subsection, name, otherwise, unit);
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
