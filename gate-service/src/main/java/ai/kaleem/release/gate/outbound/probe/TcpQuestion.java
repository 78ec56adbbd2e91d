package ai.kaleem.release.gate.outbound.probe;

import ai.kaleem.release.common.contract.Probe.Tcp;
import java.io.IOException;

/** A connection, closed as soon as it is there. */
final class TcpQuestion implements Question {

    private final Tcp tcp;

    TcpQuestion(Tcp tcp) {
        this.tcp = tcp;
    }

    @Override
    public String words() {
        return "TCP %s:%d".formatted(tcp.host(), tcp.port());
    }

    @Override
    public Finding ask(Attempt attempt) throws IOException {
        try (var socket = Dial.to(tcp.host(), tcp.port(), attempt)) {
            return new Finding.Good("connected to %s".formatted(socket.getRemoteSocketAddress()));
        }
    }
}
