package ai.kaleem.release.api.outbound.gates;

import ai.kaleem.release.api.release.GateLogs;
import ai.kaleem.release.api.release.GatesSilent;
import ai.kaleem.release.api.release.LogUnknown;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Request.GatePhase;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/** Asks gate-service's internal HTTP, with the token that both read from a file. */
public final class HttpGateLogs implements GateLogs {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final URI address;
    private final Supplier<String> token;
    private final Duration patience;
    private final IdleWatch idle;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(3))
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    /** @param token read for each request, so that a new one needs no restart */
    public HttpGateLogs(URI address, Supplier<String> token) {
        this(address, token, PATIENCE);
    }

    /** @param patience until the answer begins, and while it stands still */
    HttpGateLogs(URI address, Supplier<String> token, Duration patience) {
        this.address = address;
        this.token = token;
        this.patience = patience;
        this.idle = new IdleWatch(patience);
    }

    @Override
    public void copy(DeploymentId deployment, GatePhase phase, String gate, long offset, OutputStream to)
            throws IOException {
        var path = "/internal/runs/%s/%s/gates/%s/log?offset=%d"
                .formatted(
                        deployment,
                        phase.name().toLowerCase(Locale.ROOT),
                        URLEncoder.encode(gate, StandardCharsets.UTF_8).replace("+", "%20"),
                        offset);
        var request = HttpRequest.newBuilder(address.resolve(path))
                .header("Authorization", "Bearer " + token.get())
                .timeout(patience)
                .GET()
                .build();
        var response = send(request);
        try (var body = response.body()) {
            switch (response.statusCode()) {
                case 200, 206 -> idle.copy(body, to);
                case 404 -> throw new LogUnknown("Gate '%s' has no log yet; ask again when it runs".formatted(gate));
                default ->
                    throw new GatesSilent("gate-service at %s answered %d for the log of gate '%s'; see its own log"
                            .formatted(address, response.statusCode(), gate));
            }
        }
    }

    private HttpResponse<InputStream> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new GatesSilent("gate-service does not answer at %s; see whether it runs".formatted(address));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatesSilent("Interrupted while gate-service at %s was asked".formatted(address));
        }
    }
}
