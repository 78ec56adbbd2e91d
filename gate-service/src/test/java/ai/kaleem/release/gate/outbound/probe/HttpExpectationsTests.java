package ai.kaleem.release.gate.outbound.probe;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.GateSpec.Http;
import ai.kaleem.release.common.contract.HttpBuilder;
import ai.kaleem.release.gate.gate.Outcome;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an answer must have beside its status, and the credentials it is asked with. */
class HttpExpectationsTests {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final String WORD = "s3cret-token";

    @TempDir
    Path folder;

    private HttpServer server;
    private Asker asker;
    private String publish;

    @BeforeEach
    void start() throws IOException {
        asker = new Asker(Files.createDirectory(folder.resolve("secrets")));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", HttpExpectationsTests::health);
        server.createContext("/me", exchange -> {
            var knows = "Bearer %s"
                            .formatted(WORD)
                            .equals(exchange.getRequestHeaders().getFirst("Authorization"))
                    || WORD.equals(exchange.getRequestHeaders().getFirst("X-Api-Key"));
            answer(
                    exchange,
                    knows ? 200 : 401,
                    "you sent " + exchange.getRequestHeaders().getFirst("Authorization"));
        });
        server.start();
        publish = "127.0.0.1:%d".formatted(server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void passesOnHeadersAndValues() throws Exception {
        var http = health().headers(Map.of("content-type", "^application/json"))
                .json(Map.of("/status", "ok", "/checks/0/up", true, "/workers", 3))
                .build();

        assertThat(ask(http)).isInstanceOf(Outcome.Passed.class);
    }

    @Test
    void failsOnAHeader() throws Exception {
        assertThat(ask(health().headers(Map.of("Content-Type", "^text/html")).build())
                        .summary())
                .startsWith("HTTP 200, but the header Content-Type does not match ^text/html at 1 of 1");
        assertThat(ask(health().headers(Map.of("X-Version", ".")).build()).summary())
                .startsWith("HTTP 200, but there is no header X-Version at 1 of 1");
    }

    @Test
    void failsOnAValue() throws Exception {
        assertThat(ask(health().json(Map.of("/status", "green")).build()).summary())
                .startsWith("HTTP 200, but /status is \"ok\", not \"green\" at 1 of 1");
        assertThat(ask(health().json(Map.of("/workers", "3")).build()).summary())
                .startsWith("HTTP 200, but /workers is 3.0, not \"3\" at 1 of 1");
        assertThat(ask(health().json(Map.of("/nothing", 1)).build()).summary())
                .startsWith("HTTP 200, but the answer has no /nothing at 1 of 1");
        assertThat(ask(health().url("/me").status(401).json(Map.of("/a", 1)).build())
                        .summary())
                .startsWith("HTTP 401, but the answer is no JSON at 1 of 1");
        assertThat(ask(health().json(Map.of("status", 1)).build()).summary())
                .isEqualTo("the plan's 'status' is no JSON Pointer; write for example /status");
    }

    @Test
    void asksWithCredentialsOfAFile() throws Exception {
        asker.secret("token", WORD + "\n").secret("headers", "Accept: text/plain\nX-Api-Key: " + WORD + "\n");
        var me = health().url("/me");

        assertThat(ask(me.build()).summary()).startsWith("HTTP 401, not 200");
        assertThat(ask(me.tokenFile("token").build())).isInstanceOf(Outcome.Passed.class);
        assertThat(ask(me.tokenFile(null).headersFile("headers").build())).isInstanceOf(Outcome.Passed.class);
    }

    @Test
    void neverRepeatsASecret() throws Exception {
        asker.secret("token", WORD);

        assertThat(ask(health().url("/me")
                        .tokenFile("token")
                        .body("nothing like it")
                        .build()))
                .isInstanceOf(Outcome.Failed.class);
        assertThat(asker.log()).contains("you sent ***").doesNotContain(WORD);
    }

    @Test
    void aSecretThatCannotBeReadIsOurs() throws Exception {
        asker.secret("empty", " \n").secret("broken", "no header of any kind " + WORD);
        var secrets = folder.resolve("secrets");

        assertThat(ask(health().tokenFile("none").build()))
                .isEqualTo(new Outcome.Unknown(
                        "tokenFile 'none': there is no such file in %s on gate-service's host".formatted(secrets)));
        assertThat(ask(health().tokenFile("empty").build()))
                .isEqualTo(new Outcome.Unknown("tokenFile 'empty' is empty in %s".formatted(secrets)));
        assertThat(ask(health().headersFile("broken").build()).summary())
                .startsWith("headersFile 'broken' in %s has a line that is no header".formatted(secrets))
                .doesNotContain(WORD);
    }

    @Test
    void noFileOutsideOfTheFolderIsSent() throws Exception {
        Files.writeString(folder.resolve("outside"), WORD);
        Files.createSymbolicLink(folder.resolve("secrets/link"), folder.resolve("outside"));

        assertThat(ask(health().tokenFile("../outside").build()))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        it -> assertThat(it.summary()).startsWith("tokenFile '../outside' is outside of"));
        assertThat(ask(health().tokenFile("link").build()))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        it -> assertThat(it.summary()).startsWith("tokenFile 'link' leads out of"));
    }

    @Test
    void looksAtTheDaysOfACertificate() throws Exception {
        var certificate = Certificate.made(folder, "-1d", 11);
        asker.secret("ca.pem", certificate.pem());
        var tls = certificate.serve(HttpExpectationsTests::health);
        try {
            var url = "https://localhost:%d/".formatted(tls.getAddress().getPort());
            var https = health().url(url).caFile("ca.pem");

            assertThat(ask(https.certificateDays(7).build()).summary())
                    .startsWith("HTTP 200, a certificate for 9 more days at attempt 1");
            assertThat(ask(https.certificateDays(14).build()).summary())
                    .startsWith("the certificate of CN=shop ends on ")
                    .contains(", in 9 days, not 14 or more");
            assertThat(ask(https.caFile(null).build()).summary())
                    .startsWith("no TLS: nobody we trust signed the certificate; name who did in caFile");
        } finally {
            tls.stop(0);
        }
        assertThat(ask(health().certificateDays(7).build()).summary())
                .startsWith("certificateDays needs an https address");
    }

    @Test
    void aCaFileWithoutCertificatesIsOurs() throws Exception {
        asker.secret("ca.pem", "no certificate");

        assertThat(ask(health().caFile("ca.pem").build()))
                .isInstanceOfSatisfying(
                        Outcome.Unknown.class,
                        it -> assertThat(it.summary()).startsWith("caFile 'ca.pem' has no certificates in PEM"));
    }

    private Outcome ask(Http http) throws InterruptedException {
        return asker.ask(http, publish, TIMEOUT);
    }

    private static HttpBuilder health() {
        return HttpBuilder.builder().url("/").status(200).attempts(1).every(Duration.ZERO);
    }

    private static void health(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        answer(exchange, 200, "{\"status\": \"ok\", \"workers\": 3.0, \"checks\": [{\"up\": true}]}");
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
