package ai.kaleem.release.gate.outbound.probe;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Redis' own protocol as far as a probe needs it: commands of words, answers of one line or of one text. See
 * <a href="https://redis.io/docs/latest/develop/reference/protocol-spec/">RESP</a>.
 */
final class RedisConnection {

    private static final int LONGEST = 1024 * 1024;

    private final InputStream in;
    private final OutputStream out;

    RedisConnection(Socket socket) throws IOException {
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /** What Redis refuses, in its own words: {@code NOAUTH Authentication required.} */
    static final class Refused extends IOException {
        Refused(String words) {
            super(words);
        }
    }

    /** @throws Refused where it answers with an error */
    String ask(String... words) throws IOException {
        var command = new ByteArrayOutputStream();
        command.writeBytes(ascii("*%d\r\n".formatted(words.length)));
        for (var word : words) {
            var bytes = word.getBytes(StandardCharsets.UTF_8);
            command.writeBytes(ascii("$%d\r\n".formatted(bytes.length)));
            command.writeBytes(bytes);
            command.writeBytes(ascii("\r\n"));
        }
        out.write(command.toByteArray());
        var line = line();
        return switch (line.isEmpty() ? ' ' : line.charAt(0)) {
            case '+', ':' -> line.substring(1);
            case '-' -> throw new Refused(line.substring(1));
            case '$' -> text(line.substring(1));
            default -> throw new IOException("what answers does not speak Redis' protocol");
        };
    }

    private String text(String length) throws IOException {
        try {
            var size = Integer.parseInt(length);
            if (size < 0 || size > LONGEST) {
                throw new IOException("an answer of %d bytes".formatted(size));
            }
            var bytes = in.readNBytes(size + 2);
            if (bytes.length < size + 2) {
                throw new EOFException();
            }
            return new String(bytes, 0, size, StandardCharsets.UTF_8);
        } catch (NumberFormatException e) {
            throw new IOException("what answers does not speak Redis' protocol", e);
        }
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int it = in.read(); it != '\n'; it = in.read()) {
            if (it < 0) {
                throw new EOFException();
            }
            if (line.size() > LONGEST) {
                throw new IOException("an endless line");
            }
            line.write(it);
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
