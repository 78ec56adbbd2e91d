package ai.kaleem.release.agent.deploy;

import org.jspecify.annotations.Nullable;

/**
 * How far the pull of one image is.
 *
 * @param bytes that have come over the network, as far as the engine tells
 * @param total of the layers that this host did not have, as far as the engine knows them by now
 * @param layers that this host did not have
 * @param there layers that this host had
 * @param attempt from 1
 * @param trouble why the attempt before failed; null where none did
 */
public record PullProgress(
        long bytes,
        long total,
        int layers,
        int there,
        int attempt,
        @Nullable String trouble) {

    static final PullProgress NONE = new PullProgress(0, 0, 0, 0, 1, null);

    /** {@code 12.5 MB of 80.0 MB, attempt 2 (connection refused)}. */
    @Override
    public String toString() {
        var amount = bytes == total ? Words.bytes(bytes) : "%s of %s".formatted(Words.bytes(bytes), Words.bytes(total));
        var layered = "%s in %d layers".formatted(amount, layers);
        var had = there == 0 ? "" : ", %d layers were here".formatted(there);
        var again = trouble == null ? "" : ", attempt %d after: %s".formatted(attempt, trouble);
        return layered + had + again;
    }
}
