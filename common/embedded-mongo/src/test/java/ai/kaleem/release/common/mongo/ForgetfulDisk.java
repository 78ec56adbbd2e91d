package ai.kaleem.release.common.mongo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * A disk under one file whose writes stay in a cache until they are forced, as those of a real one. When the power fails,
 * each page of what was not forced has reached the platter or not, as chance will have it.
 */
final class ForgetfulDisk extends FilePathWrapper {

    private static final int PAGE = 4096;

    private final Contents contents;

    /** @param lying whether it says that it forced, and does not */
    private ForgetfulDisk(Contents contents) {
        this.contents = contents;
    }

    /** Files named {@code forgetful:..} are on this disk from now on. */
    static ForgetfulDisk inserted(boolean lying) {
        var disk = new ForgetfulDisk(new Contents(lying));
        FilePath.register(disk);
        return disk;
    }

    @Override
    public String getScheme() {
        return "forgetful";
    }

    @Override
    public FilePathWrapper getPath(String path) {
        var at = new ForgetfulDisk(contents);
        at.name = path;
        return at;
    }

    /** What is found after the power failed now. */
    byte[] afterPowerFailed(Random chance) {
        return contents.afterPowerFailed(chance);
    }

    @Override
    public boolean exists() {
        return contents.size() > 0;
    }

    @Override
    public long size() {
        return contents.size();
    }

    @Override
    public boolean canWrite() {
        return true;
    }

    @Override
    public boolean createFile() {
        return !exists();
    }

    @Override
    public void createDirectory() {}

    @Override
    public FilePath getParent() {
        return FilePath.get("/");
    }

    @Override
    public FilePath toRealPath() {
        return this;
    }

    @Override
    public FileChannel open(String mode) {
        return new Channel(contents);
    }

    /** @param lying see {@link #inserted} */
    private static final class Contents {

        private final boolean lying;
        private byte[] platter = new byte[0];
        private byte[] seen = new byte[0];
        private final List<Write> cache = new ArrayList<>();

        Contents(boolean lying) {
            this.lying = lying;
        }

        private record Write(int from, byte[] bytes) {}

        synchronized int size() {
            return seen.length;
        }

        synchronized void write(int from, byte[] bytes) {
            cache.add(new Write(from, bytes));
            seen = with(seen, from, bytes);
        }

        synchronized int read(int from, ByteBuffer into) {
            if (from >= seen.length) {
                return -1;
            }
            var length = Math.min(into.remaining(), seen.length - from);
            into.put(seen, from, length);
            return length;
        }

        /** A shorter file is on the platter at once: the harder case is that of the longer one. */
        synchronized void truncate(int size) {
            seen = Arrays.copyOf(seen, size);
            platter = Arrays.copyOf(platter, Math.min(size, platter.length));
            cache.removeIf(it -> it.from() >= size);
        }

        synchronized void force() {
            if (!lying) {
                platter = seen.clone();
                cache.clear();
            }
        }

        synchronized byte[] afterPowerFailed(Random chance) {
            var found = platter.clone();
            for (var write : cache) {
                for (var from = 0; from < write.bytes().length; from += PAGE - (write.from() + from) % PAGE) {
                    var page = PAGE - (write.from() + from) % PAGE;
                    if (chance.nextBoolean()) {
                        var to = Math.min(from + page, write.bytes().length);
                        found = with(found, write.from() + from, Arrays.copyOfRange(write.bytes(), from, to));
                    }
                }
            }
            return found;
        }

        private static byte[] with(byte[] before, int from, byte[] bytes) {
            var after =
                    from + bytes.length > before.length ? Arrays.copyOf(before, from + bytes.length) : before.clone();
            System.arraycopy(bytes, 0, after, from, bytes.length);
            return after;
        }
    }

    private static final class Channel extends FileBaseDefault {

        private final Contents contents;

        Channel(Contents contents) {
            this.contents = contents;
        }

        @Override
        public long size() {
            return contents.size();
        }

        @Override
        public int read(ByteBuffer into, long from) {
            return contents.read((int) from, into);
        }

        @Override
        public int write(ByteBuffer bytes, long from) {
            var copy = new byte[bytes.remaining()];
            bytes.get(copy);
            contents.write((int) from, copy);
            return copy.length;
        }

        @Override
        protected void implTruncate(long size) {
            contents.truncate((int) size);
        }

        @Override
        public void force(boolean metaData) {
            contents.force();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return new FileLock(this, position, size, shared) {
                @Override
                public boolean isValid() {
                    return true;
                }

                @Override
                public void release() {}
            };
        }

        @Override
        protected void implCloseChannel() {}
    }
}
