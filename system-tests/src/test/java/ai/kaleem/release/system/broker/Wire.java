package ai.kaleem.release.system.broker;

import ai.kaleem.release.system.world.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The network to the broker. Cut, it goes silent and closes nothing: neither bytes nor the end of a connection reach the
 * other side, and who connects is answered by nobody. What was on its way arrives when it is mended.
 */
final class Wire implements AutoCloseable {

    private final int target;
    private final ServerSocket server;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition mended = lock.newCondition();
    private boolean cut;

    Wire(int target) {
        this.target = target;
        try {
            server = new ServerSocket();
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    void cut() {
        set(true);
    }

    void mend() {
        set(false);
    }

    private void set(boolean silent) {
        lock.lock();
        try {
            cut = silent;
            mended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void passWhenWhole() {
        lock.lock();
        try {
            while (cut) {
                mended.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var here = server.accept();
                sockets.add(here);
                Thread.ofVirtual().start(() -> connect(here));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void connect(Socket here) {
        passWhenWhole();
        try {
            var there = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(there);
            Thread.ofVirtual().start(() -> pipe(here, there));
            pipe(there, here);
        } catch (IOException e) {
            // The broker is away.
            end(here);
        }
    }

    private void pipe(Socket from, Socket to) {
        var buffer = new byte[8192];
        try {
            int read;
            do {
                read = from.getInputStream().read(buffer);
                passWhenWhole();
                if (read > 0) {
                    to.getOutputStream().write(buffer, 0, read);
                }
            } while (read >= 0);
        } catch (IOException e) {
            // One side has gone, and the other goes with it, as soon as it can hear of it.
            passWhenWhole();
        }
        end(from);
        end(to);
    }

    private void end(Socket socket) {
        sockets.remove(socket);
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
        sockets.forEach(this::end);
        mend();
    }
}
