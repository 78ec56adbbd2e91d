package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.parking.Act;
import ai.kaleem.release.api.parking.Letter;
import ai.kaleem.release.api.parking.ParkedMessage;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A parked message with all that came with it.
 *
 * @param headers and properties it came with, long ones cut
 * @param deaths how the broker counts that it was given up, newest first
 * @param trail what was done with it, oldest first
 */
record ParkedView(
        ParkedMessage message, Map<String, String> headers, List<Letter.Death> deaths, List<Act> trail, Body body) {

    private static final int SHOWN = 64 * 1024;

    /**
     * @param encoding {@code text}, or {@code base64} of what is no text
     * @param truncated whether this is only the start of it
     */
    record Body(String encoding, String content, boolean truncated) {

        static Body of(byte[] bytes) {
            var truncated = bytes.length > SHOWN;
            var shown = truncated ? Arrays.copyOf(bytes, SHOWN) : bytes;
            var text = text(shown, truncated);
            return text == null
                    ? new Body("base64", Base64.getEncoder().encodeToString(shown), truncated)
                    : new Body("text", text, truncated);
        }
    }

    static ParkedView of(ParkedMessage message, Letter letter, List<Act> trail) {
        return new ParkedView(message, letter.headers(), letter.deaths(), trail, Body.of(letter.body()));
    }

    /** Null where it is no text, or would do something to a terminal. */
    private static @Nullable String text(byte[] bytes, boolean truncated) {
        var chars = CharBuffer.allocate(bytes.length);
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        try {
            // Of a truncated one the last character may be cut in the middle, which is no fault of it.
            var result = decoder.decode(ByteBuffer.wrap(bytes), chars, !truncated);
            if (result.isError()) {
                result.throwException();
            }
        } catch (CharacterCodingException e) {
            return null;
        }
        var text = chars.flip().toString();
        return text.chars().allMatch(it -> it == '\n' || it == '\r' || it == '\t' || !Character.isISOControl(it))
                ? text
                : null;
    }
}
