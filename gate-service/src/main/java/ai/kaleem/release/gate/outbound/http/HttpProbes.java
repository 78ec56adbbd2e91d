package ai.kaleem.release.gate.outbound.http;

import ai.kaleem.release.common.contract.GateSpec.Http;
import ai.kaleem.release.gate.gate.GateLog;
import ai.kaleem.release.gate.gate.Outcome;
import ai.kaleem.release.gate.gate.Probes;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Questions by HTTP. No redirect is followed: what answers is what was asked. No answer is the product's failure, for it
 * should be there.
 */
public final class HttpProbes implements Probes {

    /** What of a body is looked at. */
    static final int LARGEST_BODY = 1024 * 1024;

    private final HttpClient client;

    /** @param connect how long a connection may take to come about */
    public HttpProbes(Duration connect) {
        this.client = HttpClient.newBuilder()
                .connectTimeout(connect)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    @Override
    public Outcome ask(Http http, @Nullable String publish, Duration timeout, GateLog log) throws InterruptedException {
        URI target;
        Pattern body;
        try {
            target = Target.of(http.url(), publish);
            body = http.body() == null ? null : Pattern.compile(http.body());
        } catch (PatternSyntaxException e) {
            return new Outcome.Failed("the plan's body pattern cannot be read: %s".formatted(e.getMessage()));
        } catch (IllegalArgumentException e) {
            return new Outcome.Failed(String.valueOf(e.getMessage()));
        }
        try {
            return ask(http, target, body, timeout, log);
        } catch (IOException e) {
            return new Outcome.Unknown("its log cannot be written: %s".formatted(e));
        }
    }

    private Outcome ask(Http http, URI target, @Nullable Pattern body, Duration timeout, GateLog log)
            throws InterruptedException, IOException {
        var attempts = Math.max(1, http.attempts());
        for (int attempt = 1; ; attempt++) {
            var began = System.nanoTime();
            var answer = answer(target, timeout);
            var took = Duration.ofNanos(System.nanoTime() - began).toMillis();
            var fault = fault(http, body, answer, timeout);
            log.line("GET %s, attempt %d of %d: %s after %d ms"
                    .formatted(target, attempt, attempts, fault == null ? answer.words() : fault, took));
            if (fault == null) {
                return new Outcome.Passed(
                        "%s at attempt %d of %d, after %d ms".formatted(answer.words(), attempt, attempts, took));
            }
            if (attempt >= attempts) {
                if (answer instanceof Answer.Said(var status, var text) && !text.isBlank()) {
                    log.line(text.length() > 4096 ? text.substring(0, 4096) : text);
                }
                return new Outcome.Failed("%s at %d of %d attempts".formatted(fault, attempt, attempts));
            }
            Thread.sleep(http.every());
        }
    }

    /** Why the answer does not pass; null where it does. */
    private static @Nullable String fault(Http http, @Nullable Pattern body, Answer answer, Duration timeout) {
        return switch (answer) {
            case Answer.None(var why) -> why;
            case Answer.Late() -> "no whole answer within %d ms".formatted(timeout.toMillis());
            case Answer.Said(var status, var text) -> {
                if (status != http.status()) {
                    yield "HTTP %d, not %d".formatted(status, http.status());
                }
                yield body == null || body.matcher(text).find()
                        ? null
                        : "HTTP %d, but the body does not match %s".formatted(status, body.pattern());
            }
        };
    }

    private Answer answer(URI target, Duration timeout) throws InterruptedException {
        var request = HttpRequest.newBuilder(target)
                .timeout(timeout)
                .header("User-Agent", "kaleem-release-gate")
                .build();
        CompletableFuture<HttpResponse<String>> asked = client.sendAsync(request, it -> new FirstText(LARGEST_BODY));
        try {
            // The request's own timeout ends with the headers; a body could come for ever.
            var answer = asked.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return new Answer.Said(answer.statusCode(), answer.body());
        } catch (TimeoutException e) {
            return new Answer.Late();
        } catch (ExecutionException e) {
            return e.getCause() instanceof HttpTimeoutException it && !(it instanceof HttpConnectTimeoutException)
                    ? new Answer.Late()
                    : new Answer.None(why(e.getCause()));
        } finally {
            asked.cancel(true);
        }
    }

    private static String why(@Nullable Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
                return "no such host";
            }
        }
        return switch (failure) {
            case ConnectException e -> "no connection";
            case null -> "no answer";
            default -> "no answer: %s".formatted(failure.getMessage() == null ? failure : failure.getMessage());
        };
    }

    private sealed interface Answer {

        default String words() {
            return switch (this) {
                case Said(var status, var text) -> "HTTP %d".formatted(status);
                case Late() -> "late";
                case None(var why) -> why;
            };
        }

        record Said(int status, String body) implements Answer {}

        record Late() implements Answer {}

        record None(String why) implements Answer {}
    }
}
