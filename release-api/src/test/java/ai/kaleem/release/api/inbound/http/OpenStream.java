package ai.kaleem.release.api.inbound.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One reader of an event stream, on a connection of its own. */
final class OpenStream {

    private final Socket socket;
    private final Thread reading;
    private final StringBuffer read = new StringBuffer();

    OpenStream(int port, String path) {
        try {
            socket = new Socket("127.0.0.1", port);
            socket.getOutputStream()
                    .write(("GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n"
                                    + "Accept: text/event-stream, application/problem+json\r\nConnection: close\r\n\r\n")
                            .formatted(path, RunningApi.TOKEN)
                            .getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reading = Thread.ofVirtual().start(this::read);
    }

    private void read() {
        var buffer = new byte[4096];
        try (socket) {
            for (var n = 0; n >= 0; n = socket.getInputStream().read(buffer)) {
                read.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            read.append("broken: ").append(e);
        }
    }

    boolean has(String text) {
        return read.indexOf(text) >= 0;
    }

    /** All of it, once it has ended. */
    String answer() throws InterruptedException {
        reading.join();
        return read.toString();
    }
}
