package ai.kaleem.release.agent.deploy;

import java.time.Duration;

/** Says values as people do. */
final class Words {

    private Words() {}

    /** {@code 10 min}, {@code 90 s}, {@code 300 ms}. */
    static String of(Duration duration) {
        if (duration.toSeconds() >= 120 && duration.toSecondsPart() == 0) {
            return "%d min".formatted(duration.toMinutes());
        }
        return duration.toMillis() >= 1000
                ? "%d s".formatted(duration.toSeconds())
                : "%d ms".formatted(duration.toMillis());
    }

    /** For what was measured: {@code 1.84 s}, {@code 340 ms}. */
    static String precisely(Duration duration) {
        return duration.toMillis() >= 1000
                ? "%.2f s".formatted(duration.toMillis() / 1e3)
                : "%d ms".formatted(duration.toMillis());
    }

    /** {@code 1.5 GB}, in powers of ten. */
    static String bytes(long bytes) {
        return bytes >= 1_000_000_000
                ? "%.1f GB".formatted(bytes / 1e9)
                : bytes >= 1_000_000 ? "%.1f MB".formatted(bytes / 1e6) : "%d bytes".formatted(bytes);
    }
}
