package ai.kaleem.release.gate.outbound.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;

/** Connections without HTTP. */
final class Dial {

    private Dial() {}

    /** Returns a connection, to be closed by the caller. */
    static Socket to(String host, int port, Attempt attempt) throws IOException {
        var socket = new Socket();
        try {
            socket.connect(
                    new InetSocketAddress(host, port), (int) attempt.connect().toMillis());
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** @throws OurFault where a file of this host names a host that nobody knows here */
    static void mustKnow(String host, String uriFile) {
        try {
            InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new OurFault(
                    "uriFile '%s' names the host %s, which gate-service's host does not know".formatted(uriFile, host));
        }
    }
}
