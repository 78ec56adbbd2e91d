package ai.kaleem.release.gate.outbound.probe;

import ai.kaleem.release.common.contract.Probe.Tls;
import java.io.IOException;
import javax.net.ssl.SSLSocket;

/** A handshake, of which the JDK verifies chain and name, and the days its certificates have left. */
final class TlsQuestion implements Question {

    private final Tls tls;

    TlsQuestion(Tls tls) {
        this.tls = tls;
    }

    @Override
    public String words() {
        return "TLS %s:%d".formatted(tls.host(), tls.port());
    }

    @Override
    public Finding ask(Attempt attempt) throws IOException {
        var factory = Trust.of(tls.caFile(), attempt.secrets()).getSocketFactory();
        try (var plain = Dial.to(tls.host(), tls.port(), attempt);
                var socket = (SSLSocket) factory.createSocket(plain, tls.host(), tls.port(), true)) {
            var parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            var session = socket.getSession();
            var validity = Validity.of(session.getPeerCertificates());
            return Finding.of(
                    validity.fault(tls.certificateDays()),
                    "%s, the certificate of %s is good for %d more days"
                            .formatted(session.getProtocol(), validity.subject(), validity.days()));
        }
    }
}
