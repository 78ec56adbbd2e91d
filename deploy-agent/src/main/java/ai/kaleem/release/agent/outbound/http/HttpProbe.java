package ai.kaleem.release.agent.outbound.http;

import ai.kaleem.release.agent.deploy.Probe;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;

/** Asks with a GET. Nothing is followed and no proxy is used: the container itself shall answer. */
public final class HttpProbe implements Probe {

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();

    @Override
    public Answer ask(String address, int port, String path, Duration timeout) {
        try {
            var request = HttpRequest.newBuilder(
                            URI.create("http://%s:%d%s".formatted(host(address), port, rooted(path))))
                    .timeout(timeout)
                    .header("User-Agent", "kaleem-release-agent")
                    .build();
            var status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return status >= 200 && status < 300
                    ? new Answer.Up(status)
                    : new Answer.Down("%s answered %d".formatted(path, status));
        } catch (ConnectException e) {
            return new Answer.Silent("nobody listens at port %d".formatted(port));
        } catch (HttpTimeoutException e) {
            return new Answer.Down("%s did not answer within %d ms".formatted(path, timeout.toMillis()));
        } catch (IOException e) {
            return new Answer.Down("%s broke off: %s".formatted(path, e.getMessage()));
        } catch (IllegalArgumentException e) {
            return new Answer.Down("%s is no path: %s".formatted(path, e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer.Silent("the agent stops");
        }
    }

    private static String host(String address) {
        return address.contains(":") ? "[%s]".formatted(address) : address;
    }

    private static String rooted(String path) {
        return path.startsWith("/") ? path : "/" + path;
    }
}
