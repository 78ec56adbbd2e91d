package ai.kaleem.release.gate.gate;

import java.nio.charset.StandardCharsets;

/**
 * What of a gate's output goes into its fact: the newest part, as plain text. A failure may keep 64 kB; a pass less, for
 * the whole log can be read; and all gates of a run together must fit into one message.
 */
final class Evidence {

    static final int OF_A_FAILURE = 64 * 1024;
    static final int OF_A_PASS = 8 * 1024;
    static final int OF_A_RUN = 1024 * 1024;

    private Evidence() {}

    /** @param gates how many share the run's message */
    static String of(byte[] tail, boolean passed, int gates) {
        var limit = Math.min(passed ? OF_A_PASS : OF_A_FAILURE, OF_A_RUN / Math.max(1, gates));
        var plain = PlainText.of(new String(tail, StandardCharsets.UTF_8));
        return end(plain, limit);
    }

    /** The longest end of the text that needs at most so many bytes. */
    private static String end(String text, int limit) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= limit) {
            return text;
        }
        var from = bytes.length - limit;
        // Never begin in the middle of a character.
        while (from < bytes.length && (bytes[from] & 0xC0) == 0x80) {
            from++;
        }
        return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
    }
}
