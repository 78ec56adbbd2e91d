package ai.kaleem.release.system.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A port at which nothing answers until it is opened; from then on another port answers there. */
public final class Forward implements AutoCloseable {

    private final int port = Ports.free();
    private final Queue<AutoCloseable> open = new ConcurrentLinkedQueue<>();

    public int port() {
        return port;
    }

    public void to(int target) {
        try {
            var server = new ServerSocket();
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            open.add(server);
            Thread.ofVirtual().start(() -> accept(server, target));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket server, int target) {
        while (!server.isClosed()) {
            try {
                var here = server.accept();
                var there = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(here);
                open.add(there);
                Thread.ofVirtual().start(() -> pipe(here, there));
                Thread.ofVirtual().start(() -> pipe(there, here));
            } catch (IOException e) {
                // Closed, or the target is away: the client sees a closed connection.
            }
        }
    }

    private static void pipe(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // One side has gone, and the other goes with it.
        }
    }

    @Override
    public void close() {
        for (var it : open) {
            try {
                it.close();
            } catch (Exception e) {
                // It is gone either way.
            }
        }
    }
}
