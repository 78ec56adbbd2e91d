package ai.kaleem.release.notifier.outbound;

import ai.kaleem.release.notifier.delivery.Outcome;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One POST of JSON, to its end within {@code patience}. Redirects are not followed: the answer counts as a failure. No
 * address reaches a detail, as an address may be a secret.
 */
final class Post {

    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration LONGEST_ASKED = Duration.ofHours(1);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .build();
    private final Duration patience;
    private final Clock clock;

    Post(Duration patience, Clock clock) {
        this.patience = patience;
        this.clock = clock;
    }

    /** What each status of the answer means is for the caller; what never became an answer is {@link Outcome.Unanswered}. */
    interface Reading {
        Outcome of(int status, String detail, @Nullable Duration retryAfter);
    }

    Outcome json(Address address, String body, Map<String, String> headers, Reading reading) {
        var request = HttpRequest.newBuilder(address.uri())
                .header("Content-Type", "application/json; charset=utf-8")
                .header("User-Agent", "kaleem-release")
                .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        headers.forEach(request::header);

        var exchange = http.sendAsync(request.build(), FirstBytes.ofFailures());
        try {
            var answer = exchange.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return reading.of(answer.statusCode(), detail(answer), retryAfter(answer));
        } catch (TimeoutException e) {
            return new Outcome.Unanswered("No answer from %s within %s s".formatted(address, patience.toSeconds()));
        } catch (ExecutionException e) {
            var detail = "No answer from %s: %s".formatted(address, words(e.getCause()));
            return neverSent(e.getCause()) ? new Outcome.Later(detail, null) : new Outcome.Unanswered(detail);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Stopped("Interrupted before %s answered".formatted(address));
        } finally {
            exchange.cancel(true);
        }
    }

    private static String detail(HttpResponse<String> answer) {
        return "HTTP %d %s".formatted(answer.statusCode(), answer.body()).strip();
    }

    /** Without a connection nothing can have arrived. */
    private static boolean neverSent(@Nullable Throwable failure) {
        return failure instanceof java.net.http.HttpConnectTimeoutException
                || failure instanceof java.net.ConnectException
                || failure instanceof javax.net.ssl.SSLHandshakeException;
    }

    private static String words(@Nullable Throwable failure) {
        return switch (failure) {
            case java.net.http.HttpConnectTimeoutException it ->
                "no connection within %s s".formatted(CONNECT.toSeconds());
            case java.net.ConnectException it -> "connection refused, or the name is unknown";
            case javax.net.ssl.SSLException it -> "TLS failed";
            case null -> "unknown";
            default -> failure.getClass().getSimpleName();
        };
    }

    /** Seconds or a date, as <a href="https://www.rfc-editor.org/rfc/rfc9110#field.retry-after">RFC 9110</a> has it. */
    private @Nullable Duration retryAfter(HttpResponse<?> answer) {
        var asked = answer.headers().firstValue("Retry-After").orElse("").strip();
        try {
            if (asked.matches("\\d{1,9}")) {
                return shorter(Duration.ofSeconds(Long.parseLong(asked)));
            }
            if (!asked.isEmpty()) {
                Instant until = ZonedDateTime.parse(asked, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
                return shorter(Duration.between(clock.instant(), until));
            }
        } catch (DateTimeException e) {
            // No time of any kind: our own pause counts.
        }
        return null;
    }

    private static Duration shorter(Duration asked) {
        return asked.compareTo(LONGEST_ASKED) < 0 ? asked : LONGEST_ASKED;
    }
}
