package ai.kaleem.release.system.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A port of one network answers in another: both sides share a socket in the file system, where each has one end of it. */
final class Crossing implements AutoCloseable {

    private static final int BYTES = 1 << 16;

    private final ServerSocketChannel server;
    private final SocketAddress target;
    private final Queue<AutoCloseable> open = new ConcurrentLinkedQueue<>();

    private Crossing(ServerSocketChannel server, SocketAddress target) {
        this.server = server;
        this.target = target;
        open.add(server);
        Thread.ofVirtual().name("crossing").start(this::accept);
    }

    /** The end in the network that has the port. */
    static Crossing from(Path socket, int port) {
        return between(UnixDomainSocketAddress.of(socket), local(port));
    }

    /** The end in the network where the same port is to answer. */
    static Crossing to(int port, Path socket) {
        return between(local(port), UnixDomainSocketAddress.of(socket));
    }

    private static SocketAddress local(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static Crossing between(SocketAddress here, SocketAddress there) {
        try {
            var server = here instanceof UnixDomainSocketAddress
                    ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                    : ServerSocketChannel.open();
            return new Crossing(server.bind(here), there);
        } catch (IOException e) {
            throw new UncheckedIOException("nothing can listen at " + here, e);
        }
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                var here = server.accept();
                open.add(here);
                Thread.ofVirtual().start(() -> connect(here));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void connect(SocketChannel here) {
        try (here;
                var there = SocketChannel.open(target)) {
            open.add(there);
            Thread.ofVirtual().start(() -> pipe(there, here));
            pipe(here, there);
        } catch (IOException e) {
            // The target is away: the client sees a closed connection.
        }
    }

    private static void pipe(SocketChannel from, SocketChannel to) {
        var buffer = ByteBuffer.allocate(BYTES);
        try (from;
                to) {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
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
