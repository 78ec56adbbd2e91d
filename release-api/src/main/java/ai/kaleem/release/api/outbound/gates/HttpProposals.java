package ai.kaleem.release.api.outbound.gates;

import ai.kaleem.release.api.release.GatesSilent;
import ai.kaleem.release.api.version.Proposals;
import ai.kaleem.release.api.version.RefUnknown;
import ai.kaleem.release.common.contract.VersionProposal;
import ai.kaleem.release.common.contract.VersionQuestion;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Asks gate-service, which has the repositories, with the token that both read from a file. */
public final class HttpProposals implements Proposals {

    /** The first look at a repository fetches it. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final JsonMapper json = JsonMapper.builder().build();
    private final URI address;
    private final Supplier<String> token;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(3))
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    /** @param token read for each request, so that a new one needs no restart */
    public HttpProposals(URI address, Supplier<String> token) {
        this.address = address;
        this.token = token;
    }

    @Override
    public VersionProposal propose(VersionQuestion question) {
        var request = HttpRequest.newBuilder(address.resolve("/internal/next-version"))
                .header("Authorization", "Bearer " + token.get())
                .header("Content-Type", "application/json")
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(question)))
                .build();
        var response = send(request);
        return switch (response.statusCode()) {
            case 200 -> read(response.body());
            case 422 -> throw new RefUnknown(detail(response.body()));
            case 503 -> throw new GatesSilent(detail(response.body()));
            default ->
                throw new GatesSilent("gate-service at %s answered %d for the next version; see its own log"
                        .formatted(address, response.statusCode()));
        };
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new GatesSilent("gate-service does not answer at %s; see whether it runs".formatted(address));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatesSilent("Interrupted while gate-service at %s was asked".formatted(address));
        }
    }

    private VersionProposal read(byte[] body) {
        try {
            return json.readValue(body, VersionProposal.class);
        } catch (JacksonException e) {
            throw new GatesSilent("gate-service at %s answered what this version cannot read: %s"
                    .formatted(address, e.getOriginalMessage()));
        }
    }

    private String detail(byte[] body) {
        try {
            return json.readTree(body).path("detail").asString("gate-service gave no reason");
        } catch (JacksonException e) {
            return "gate-service gave no reason";
        }
    }
}
