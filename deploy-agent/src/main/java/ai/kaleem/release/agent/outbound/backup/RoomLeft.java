package ai.kaleem.release.agent.outbound.backup;

import ai.kaleem.release.agent.outbound.disk.Durable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** Passes bytes on while they leave so much of the disk free: the journal and whatever else is there need some, too. */
final class RoomLeft extends OutputStream {

    private static final long LOOK_EVERY = 1024 * 1024;

    private final OutputStream out;
    private final Path folder;
    private final FileStore disk;
    private final long least;
    private long written;
    private long looked = -LOOK_EVERY;

    /** @param least bytes that stay free, beyond those that were written between two looks */
    RoomLeft(OutputStream out, Path folder, long least) throws IOException {
        this.out = out;
        this.folder = folder;
        this.disk = Files.getFileStore(folder);
        this.least = least;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (written - looked >= LOOK_EVERY) {
            looked = written;
            if (disk.getUsableSpace() < least) {
                throw full();
            }
        }
        try {
            out.write(bytes, offset, length);
            written += length;
        } catch (IOException e) {
            throw because(e);
        }
    }

    /** The same failure, with how much is missing where it says that the disk is full. */
    IOException because(IOException e) throws IOException {
        return Durable.isFull(e) ? full() : e;
    }

    private NoRoom full() throws IOException {
        return new NoRoom(folder, written, Math.max(1, least - disk.getUsableSpace()));
    }
}
