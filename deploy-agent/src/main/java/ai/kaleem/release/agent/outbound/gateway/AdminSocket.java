package ai.kaleem.release.agent.outbound.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** HAProxy's Runtime API over its admin socket. One connection an exchange, as HAProxy expects. */
final class AdminSocket {

    /** A little below what the kernel takes as a socket's path, in bytes. */
    private static final int LONGEST_PATH = 100;

    private final Path path;
    private final Duration timeout;

    AdminSocket(Path path, Duration timeout) {
        this.path = path;
        this.timeout = timeout;
    }

    /**
     * Runs the commands in order, in one connection.
     *
     * @return what HAProxy answered, all together; an error of HAProxy is text too, so look at the state afterwards
     * @throws IOException when HAProxy is not there or does not answer in time
     */
    String ask(List<String> commands) throws IOException {
        var deadline = System.nanoTime() + timeout.toNanos();
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                var selector = Selector.open()) {
            connect(channel);
            channel.configureBlocking(false);
            var key = channel.register(selector, SelectionKey.OP_WRITE);
            var request = ByteBuffer.wrap((String.join("; ", commands) + "\n").getBytes(UTF_8));
            while (request.hasRemaining()) {
                await(selector, deadline);
                channel.write(request);
            }
            key.interestOps(SelectionKey.OP_READ);
            return readAll(channel, selector, deadline);
        }
    }

    String ask(String command) throws IOException {
        return ask(List.of(command));
    }

    /** A data folder may lie deeper than the kernel allows for sockets; then a short link leads there. */
    private void connect(SocketChannel channel) throws IOException {
        var socket = path.toAbsolutePath();
        if (socket.toString().getBytes(UTF_8).length <= LONGEST_PATH) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return;
        }
        var folder = Files.createTempDirectory("kaleem-agent");
        var link = folder.resolve("run");
        try {
            Files.createSymbolicLink(link, socket.getParent());
            channel.connect(UnixDomainSocketAddress.of(link.resolve(socket.getFileName())));
        } finally {
            Files.deleteIfExists(link);
            Files.delete(folder);
        }
    }

    private String readAll(SocketChannel channel, Selector selector, long deadline) throws IOException {
        var answer = new ByteArrayOutputStream();
        var buffer = ByteBuffer.allocate(16 * 1024);
        while (true) {
            await(selector, deadline);
            buffer.clear();
            if (channel.read(buffer) < 0) {
                return answer.toString(UTF_8);
            }
            answer.write(buffer.array(), 0, buffer.position());
        }
    }

    private void await(Selector selector, long deadline) throws IOException {
        var left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new IOException("HAProxy did not answer at %s within %d ms".formatted(path, timeout.toMillis()));
        }
        selector.select(left);
        selector.selectedKeys().clear();
    }
}
