package ai.kaleem.release.gate.outbound.probe;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.Probe.Tcp;
import ai.kaleem.release.common.contract.Probe.Tls;
import ai.kaleem.release.gate.gate.Outcome;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TCP and TLS, against servers of this JVM. */
class SocketQuestionsTests {

    @TempDir
    Path secrets;

    private Asker asker;

    @BeforeEach
    void open() {
        asker = new Asker(secrets);
    }

    @Test
    void aPortThatListensPassesAndAnotherFails() throws Exception {
        int port;
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
            assertThat(asker.ask(new Tcp("localhost", port, Asker.ONCE)).summary())
                    .startsWith("connected to localhost/127.0.0.1:%d at attempt 1".formatted(port));
        }
        assertThat(asker.ask(new Tcp("localhost", port, Asker.ONCE)))
                .isEqualTo(new Outcome.Failed("no connection at 1 of 1 attempts"));
        assertThat(asker.ask(new Tcp("host.invalid", port, Asker.ONCE)))
                .isEqualTo(new Outcome.Failed("no such host at 1 of 1 attempts"));
    }

    @Test
    void aCertificateThatIsGoodForLongEnoughPasses() throws Exception {
        var certificate = Certificate.made(secrets, "-1d", 31);
        asker.secret("ca.pem", certificate.pem());
        var server = certificate.serve(exchange -> exchange.close());
        try {
            var port = server.getAddress().getPort();

            assertThat(asker.ask(tls("localhost", port, 14, "ca.pem")).summary())
                    .startsWith("TLSv1.3, the certificate of CN=shop is good for 29 more days at attempt 1");
            assertThat(asker.ask(tls("localhost", port, 30, "ca.pem")))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            it -> assertThat(it.summary()).contains("in 29 days, not 30 or more"));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aCertificateOfAnotherNameOrOfNobodyFails() throws Exception {
        var certificate = Certificate.made(secrets, "-1d", 31);
        asker.secret("ca.pem", certificate.pem());
        var server = certificate.serve(exchange -> exchange.close());
        try {
            var port = server.getAddress().getPort();

            assertThat(asker.ask(tls("127.0.0.1", port, 1, "ca.pem")))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            it -> assertThat(it.summary())
                                    .startsWith("no TLS: ")
                                    .contains("No subject alternative names matching IP address 127.0.0.1"));
            assertThat(asker.ask(tls("localhost", port, 1, null)).summary())
                    .startsWith("no TLS: nobody we trust signed the certificate");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aCertificatePastItsEndFails() throws Exception {
        var certificate = Certificate.made(secrets, "-40d", 30);
        asker.secret("ca.pem", certificate.pem());
        var server = certificate.serve(exchange -> exchange.close());
        try {
            assertThat(asker.ask(tls("localhost", server.getAddress().getPort(), 1, "ca.pem")))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            it -> assertThat(it.summary()).contains("in -10 days, not 1 or more"));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aPortThatNeverShakesHandsIsLate() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(asker.ask(tls("localhost", server.getLocalPort(), 1, null), null, Duration.ofMillis(500)))
                    .isEqualTo(new Outcome.Failed("no whole answer within 500 ms at 1 of 1 attempts"));
        }
    }

    @Test
    void aCaFileThatIsNotThereIsOurs() throws Exception {
        assertThat(asker.ask(tls("localhost", 1, 1, "none.pem")))
                .isInstanceOfSatisfying(
                        Outcome.Unknown.class,
                        it -> assertThat(it.summary()).startsWith("caFile 'none.pem': there is no such file"));
    }

    private static Tls tls(String host, int port, int days, String caFile) {
        return new Tls(host, port, days, caFile, Asker.ONCE);
    }
}
