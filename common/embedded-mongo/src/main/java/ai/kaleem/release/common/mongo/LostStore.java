package ai.kaleem.release.common.mongo;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the process when its store can no longer be written, and says why in a line. */
final class LostStore implements Consumer<Throwable> {

    private static final Logger log = LoggerFactory.getLogger(LostStore.class);

    /** Of {@code sysexits.h}: an input or output error. */
    private static final int EX_IOERR = 74;

    private final Path file;
    private final AtomicBoolean over = new AtomicBoolean();

    LostStore(Path file) {
        this.file = file;
    }

    /** From now on the store is closed on purpose. */
    void expected() {
        over.set(true);
    }

    /** No hook runs: none of what it would write may be believed. */
    @Override
    public void accept(Throwable failure) {
        if (!over.getAndSet(true)) {
            log.error(
                    "{} cannot be written any more ({}). This process ends, to go on from what is on the disk: make room "
                            + "there and start it again",
                    file,
                    StoreUnusable.deepest(failure));
            Runtime.getRuntime().halt(EX_IOERR);
        }
    }
}
