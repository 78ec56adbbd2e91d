package ai.kaleem.release.system.benchmark;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One HTTP/1.1 connection to 127.0.0.1. A request is sent once: nothing is repeated behind the counters' back. */
final class Line implements AutoCloseable {

    private static final int CONNECT_MILLIS = 5_000;

    /** Longer than a gateway holds requests. */
    private static final int ANSWER_MILLIS = 40_000;

    private final Socket socket = new Socket();
    private final InputStream in;
    private boolean kept = true;

    Line(int port) throws IOException {
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.connect(new InetSocketAddress("127.0.0.1", port), CONNECT_MILLIS);
            in = new BufferedInputStream(socket.getInputStream(), 1024);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** @param version as {@code X-App-Version} says it; empty where it does not */
    record Answer(int status, String version) {}

    /** @param last whether the server is told that no more follows on this connection */
    Answer get(String path, boolean last) throws IOException {
        var request =
                "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s\r\n".formatted(path, last ? "Connection: close\r\n" : "");
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        var status = Integer.parseInt(line().substring(9, 12));
        var version = "";
        int length = -1;
        for (var header = line(); !header.isEmpty(); header = line()) {
            var value = header.substring(header.indexOf(':') + 1).strip();
            switch (header.substring(0, header.indexOf(':')).toLowerCase(Locale.ROOT)) {
                case "content-length" -> length = Integer.parseInt(value);
                case "x-app-version" -> version = value;
                case "connection" -> kept &= !value.equalsIgnoreCase("close");
                default -> {}
            }
        }
        if (length < 0) {
            in.readAllBytes();
            kept = false;
        } else if (in.readNBytes(length).length < length) {
            throw new EOFException("the answer was cut off");
        }
        return new Answer(status, version);
    }

    /** Whether another request may follow. */
    boolean isKept() {
        return kept;
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException(line.isEmpty() ? "closed without an answer" : "the answer was cut off");
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }
}
