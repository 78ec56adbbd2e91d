package ai.kaleem.release.gate.outbound.git;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.Request.Source;
import ai.kaleem.release.gate.Repository;
import ai.kaleem.release.gate.source.Sources.Location;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A repository behind a real TLS server, served as plain files (git's "dumb" protocol). */
class HttpsCheckoutTests {

    private static final char[] PASSWORD = "test-only".toCharArray();

    private static final String GOOD =
            "Basic " + Base64.getEncoder().encodeToString("salma:right-word".getBytes(StandardCharsets.UTF_8));

    @TempDir
    Path folder;

    private final SSLSocketFactory systemTrust = HttpsURLConnection.getDefaultSSLSocketFactory();
    private HttpsServer server;
    private SSLContext tls;
    private String commit;
    private Path bare;
    private boolean isGuarded;

    @BeforeEach
    void serve() throws Exception {
        var repository = Repository.in(folder.resolve("work"));
        commit = repository.file("README", "over TLS").commit("feat: over TLS");
        bare = folder.resolve("shop.git");
        repository.git("clone", "--quiet", "--bare", ".", bare.toString());
        Repository.in(bare).git("--git-dir", bare.toString(), "update-server-info");

        tls = context();
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.createContext("/", this::file);
        server.start();
    }

    @AfterEach
    void stop() {
        HttpsURLConnection.setDefaultSSLSocketFactory(systemTrust);
        server.stop(0);
    }

    @Test
    void checksOutOverTls() throws IOException {
        HttpsURLConnection.setDefaultSSLSocketFactory(tls.getSocketFactory());
        var sources = new GitSources(folder.resolve("mirrors"), Duration.ofSeconds(10));

        var location = sources.locate(source(), true);

        assertThat(location)
                .isInstanceOfSatisfying(
                        Location.Found.class, it -> assertThat(it.commit()).isEqualTo(commit));
        var tree = sources.workTree(folder.resolve("tree"), source(), commit);
        assertThat(tree.folder().resolve("README")).hasContent("over TLS");
    }

    @Test
    void saysWhoItIsWhereARepositoryIsNotForEverybody() throws IOException {
        HttpsURLConnection.setDefaultSSLSocketFactory(tls.getSocketFactory());
        isGuarded = true;
        var netrc = Files.writeString(folder.resolve("netrc"), "machine elsewhere login omar password wrong\n");
        var sources = new GitSources(folder.resolve("mirrors"), Duration.ofSeconds(10), netrc);

        assertThat(sources.locate(source(), true))
                .isInstanceOfSatisfying(
                        Location.Unreachable.class,
                        it -> assertThat(it.reason())
                                .contains("not authorized; write who may into the .netrc")
                                .doesNotContain("wrong"));
        Files.writeString(netrc, "machine localhost login salma password right-word\n");
        Files.setLastModifiedTime(netrc, FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(sources.locate(source(), true))
                .isInstanceOfSatisfying(
                        Location.Found.class, it -> assertThat(it.commit()).isEqualTo(commit));
    }

    @Test
    void trustsNoUnknownCertificate() {
        var sources = new GitSources(folder.resolve("mirrors"), Duration.ofSeconds(10));

        assertThat(sources.locate(source(), true)).isInstanceOf(Location.Unreachable.class);
    }

    private Source source() {
        return new Source(
                "https://localhost:%d/shop.git".formatted(server.getAddress().getPort()), "main");
    }

    private void file(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (isGuarded && !GOOD.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"here\"");
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            var file = folder.resolve(exchange.getRequestURI().getPath().substring(1));
            if (!Files.isRegularFile(file)) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            var bytes = Files.readAllBytes(file);
            exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) {
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    private SSLContext context() throws Exception {
        var store = folder.resolve("tls.p12");
        var keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "test",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .inheritIO()
                .start();
        assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        var keys = KeyStore.getInstance(store.toFile(), PASSWORD);
        var certificate = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        certificate.init(keys, PASSWORD);
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("test", keys.getCertificate("test"));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(certificate.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
