package ai.kaleem.release.gate;

import ai.kaleem.release.common.mongo.EmbeddedMongo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A port that leads to a store, or to nowhere: known before anybody answers at it, and shut in the middle of a talk. */
final class Door implements AutoCloseable {

    private final int port;
    private final Set<Socket> guests = ConcurrentHashMap.newKeySet();
    private ServerSocket server;

    Door() throws IOException {
        try (var free = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
    }

    int port() {
        return port;
    }

    /** From now on whoever comes is led to that store. */
    void open(EmbeddedMongo store) throws IOException {
        var address =
                Objects.requireNonNull(store.connectionString().getHosts()).getFirst();
        var target = Integer.parseInt(address.substring(address.indexOf(':') + 1));
        var opened = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        server = opened;
        Thread.ofPlatform().daemon().start(() -> {
            while (!opened.isClosed()) {
                try {
                    var guest = opened.accept();
                    var host = new Socket(InetAddress.getLoopbackAddress(), target);
                    guests.add(guest);
                    carry(guest, host);
                    carry(host, guest);
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    private static void carry(Socket from, Socket to) {
        Thread.ofPlatform().daemon().start(() -> {
            try (from;
                    to) {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException e) {
                // One of them has left.
            }
        });
    }

    /** Whoever is inside is thrown out. */
    void shut() throws IOException {
        server.close();
        for (var guest : guests) {
            guest.close();
        }
        guests.clear();
    }

    @Override
    public void close() throws IOException {
        if (server != null) {
            shut();
        }
    }
}
