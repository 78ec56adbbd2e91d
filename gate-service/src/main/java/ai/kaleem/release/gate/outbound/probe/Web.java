package ai.kaleem.release.gate.outbound.probe;

import ai.kaleem.release.common.contract.Probe.Call;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** HTTP for one attempt: its connections are its own and end with it. */
final class Web implements AutoCloseable {

    /** What of a body is looked at, in bytes. */
    static final int LARGEST_BODY = 1024 * 1024;

    static final BodyHandler<String> TEXT = it -> new FirstText(LARGEST_BODY);

    private final HttpClient client;
    private final Map<String, String> headers;

    private Web(HttpClient client, Map<String, String> headers) {
        this.client = client;
        this.headers = headers;
    }

    /** With the credentials of the call. No redirect is followed: what answers is what was asked. */
    static Web open(Call call, Attempt attempt) {
        return open(call, attempt, HttpClient.Redirect.NEVER);
    }

    static Web open(Call call, Attempt attempt, HttpClient.Redirect redirect) {
        return open(attempt.secrets().headers(call), call.caFile(), attempt, redirect);
    }

    static Web open(Map<String, String> headers, Attempt attempt) {
        return open(headers, null, attempt, HttpClient.Redirect.NEVER);
    }

    private static Web open(
            Map<String, String> headers, @Nullable String caFile, Attempt attempt, HttpClient.Redirect redirect) {
        var client = HttpClient.newBuilder()
                .connectTimeout(attempt.connect())
                .followRedirects(redirect)
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(Trust.of(caFile, attempt.secrets()))
                .build();
        return new Web(client, headers);
    }

    HttpResponse<String> get(URI target) throws IOException, InterruptedException {
        return ask(HttpRequest.newBuilder(target), TEXT);
    }

    /** With the credentials, unless the request sets such a header itself. */
    <T> HttpResponse<T> ask(HttpRequest.Builder request, BodyHandler<T> body) throws IOException, InterruptedException {
        try {
            request.setHeader("User-Agent", "kaleem-release-gate");
            headers.forEach(request::setHeader);
        } catch (IllegalArgumentException e) {
            throw new OurFault("headersFile has a header that may not be set, such as Host or Content-Length");
        }
        return client.send(request.build(), body);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
