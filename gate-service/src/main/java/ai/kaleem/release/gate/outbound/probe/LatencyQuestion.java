package ai.kaleem.release.gate.outbound.probe;

import ai.kaleem.release.common.contract.Probe.Latency;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Many GETs one after the other over kept connections, as a visitor's browser sends them, and how long each took. */
final class LatencyQuestion implements Question {

    /** A sample that takes longer has failed. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final Latency latency;
    private final URI target;

    LatencyQuestion(Latency latency, @Nullable String publish) {
        this.latency = latency;
        this.target = Target.of(latency.call().url(), publish);
    }

    @Override
    public String words() {
        return "%d times GET %s".formatted(latency.samples(), target);
    }

    @Override
    public String late(Duration timeout) {
        return "not all of %d samples within %d ms".formatted(latency.samples(), timeout.toMillis());
    }

    @Override
    public Finding ask(Attempt attempt) throws IOException, InterruptedException {
        try (var web = Web.open(latency.call(), attempt)) {
            for (int i = 0; i < latency.warmUp(); i++) {
                fault(web);
                Thread.sleep(latency.pace());
            }
            var times = new Percentiles(latency.samples());
            for (int i = 1; i <= latency.samples(); i++) {
                var began = System.nanoTime();
                var fault = fault(web);
                if (fault == null) {
                    times.add(Duration.ofNanos(System.nanoTime() - began));
                } else {
                    attempt.say("sample %d of %d failed: %s".formatted(i, latency.samples(), fault));
                }
                Thread.sleep(latency.pace());
            }
            return finding(times);
        }
    }

    private Finding finding(Percentiles times) {
        var failed = latency.samples() - times.count();
        var numbers = "%s, %d samples, %d failed".formatted(times, latency.samples(), failed);
        if (failed > latency.failures()) {
            return new Finding.Bad("%d of %d samples failed, limit %d (%s)"
                    .formatted(failed, latency.samples(), latency.failures(), times));
        }
        return Stream.of(
                        over("p50", times.at(50), latency.p50()),
                        over("p95", times.at(95), latency.p95()),
                        over("p99", times.at(99), latency.p99()))
                .filter(Objects::nonNull)
                .<Finding>map(it -> new Finding.Bad("%s (%s)".formatted(it, numbers)))
                .findFirst()
                .orElseGet(() -> new Finding.Good(numbers));
    }

    private static @Nullable String over(String name, Duration found, @Nullable Duration limit) {
        return limit == null || found.compareTo(limit) < 0
                ? null
                : "%s %d ms, limit %d ms".formatted(name, found.toMillis(), limit.toMillis());
    }

    /** Why the product did not answer; null where it did. */
    private @Nullable String fault(Web web) throws InterruptedException {
        try {
            var request = HttpRequest.newBuilder(target).timeout(LONGEST);
            var status = web.ask(request, BodyHandlers.discarding()).statusCode();
            return status / 100 == 2 ? null : "HTTP %d".formatted(status);
        } catch (IOException e) {
            return NoAnswer.why(e);
        }
    }
}
