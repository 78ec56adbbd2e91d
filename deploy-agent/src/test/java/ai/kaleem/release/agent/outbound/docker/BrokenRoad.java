package ai.kaleem.release.agent.outbound.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A way to a registry of this host that breaks off, or that is not there for a while. */
final class BrokenRoad implements AutoCloseable {

    private final int target;
    private final ServerSocket door;
    private final AtomicInteger refusals = new AtomicInteger();
    private final AtomicLong untilItBreaks = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong bytes = new AtomicLong();

    /** @param registry {@code 127.0.0.1:port} */
    BrokenRoad(String registry) throws IOException {
        target = Integer.parseInt(registry.substring(registry.indexOf(':') + 1));
        door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::open);
    }

    String address() {
        return "127.0.0.1:%d".formatted(door.getLocalPort());
    }

    /** The next connections end at once. */
    void refuse(int connections) {
        refusals.set(connections);
    }

    /** The connection that brings so many bytes from now on ends there, once. */
    void breakAfter(long bytes) {
        untilItBreaks.set(bytes);
    }

    /** Whether it broke. */
    boolean hasBroken() {
        return untilItBreaks.get() < 0;
    }

    boolean hasRefused() {
        return refusals.get() < 0;
    }

    /** That came from the registry. */
    long bytes() {
        return bytes.get();
    }

    private void open() {
        while (!door.isClosed()) {
            try {
                var guest = door.accept();
                if (refusals.getAndDecrement() > 0) {
                    guest.close();
                    continue;
                }
                var registry = new Socket();
                registry.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), 1000);
                Thread.ofVirtual().start(() -> carry(guest, registry, false));
                Thread.ofVirtual().start(() -> carry(registry, guest, true));
            } catch (IOException e) {
                // Closed, or nobody behind it: whoever came is told by the end of the connection.
            }
        }
    }

    private void carry(Socket from, Socket to, boolean isAnswer) {
        try (from;
                to) {
            var buffer = new byte[16 * 1024];
            for (int read; (read = from.getInputStream().read(buffer)) >= 0; ) {
                to.getOutputStream().write(buffer, 0, read);
                if (isAnswer) {
                    bytes.addAndGet(read);
                    var before =
                            untilItBreaks.getAndUpdate(it -> it == Long.MAX_VALUE || it < 0 ? it : it - buffer.length);
                    if (before != Long.MAX_VALUE && before >= 0 && before < buffer.length) {
                        return;
                    }
                }
            }
        } catch (IOException e) {
            // Broken off: both ends hear it by the closing.
        }
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
