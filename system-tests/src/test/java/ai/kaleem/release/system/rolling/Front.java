package ai.kaleem.release.system.rolling;

import ai.kaleem.release.system.world.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** One address for several instances: each connection goes to the next one that takes it, as with a plain TCP load balancer. */
final class Front implements AutoCloseable {

    private final int port = Ports.free();
    private final List<Integer> instances;
    private final AtomicInteger turn = new AtomicInteger();
    private final ServerSocket server;

    Front(List<Integer> instances) {
        this.instances = instances;
        try {
            server = new ServerSocket();
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var client = server.accept();
                Thread.ofVirtual().start(() -> join(client));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void join(Socket client) {
        for (int i = 0; i < instances.size(); i++) {
            var target = instances.get(Math.floorMod(turn.getAndIncrement(), instances.size()));
            try {
                var instance = new Socket(InetAddress.getLoopbackAddress(), target);
                Thread.ofVirtual().start(() -> pipe(instance, client));
                pipe(client, instance);
                return;
            } catch (IOException e) {
                // It is down or ending; the other one may take it.
            }
        }
        close(client);
    }

    private static void pipe(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // One side has gone, and the other goes with it.
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
