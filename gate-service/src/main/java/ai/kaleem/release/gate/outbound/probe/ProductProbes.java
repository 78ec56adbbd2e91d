package ai.kaleem.release.gate.outbound.probe;

import ai.kaleem.release.common.contract.GateSpec;
import ai.kaleem.release.common.contract.Probe;
import ai.kaleem.release.gate.gate.GateLog;
import ai.kaleem.release.gate.gate.Outcome;
import ai.kaleem.release.gate.gate.Probes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Asks the running product, from this host, until it answers as wanted or the attempts are used up. */
public final class ProductProbes implements Probes {

    private final Duration connect;
    private final Path secrets;

    /**
     * @param connect how long a connection may take to come about
     * @param secrets the folder whose files a plan may name
     */
    public ProductProbes(Duration connect, Path secrets) {
        this.connect = connect;
        this.secrets = secrets;
    }

    @Override
    public Outcome ask(GateSpec gate, @Nullable String publish, GateLog log) throws InterruptedException {
        var known = new Secrets(secrets);
        try {
            var attempts = attempts(gate);
            return outcome(question(gate, publish), attempts, gate.timeout(), new Attempt(connect, known, log));
        } catch (PlanFault e) {
            return new Outcome.Failed(known.mask(e.words()));
        } catch (OurFault e) {
            return new Outcome.Unknown(known.mask(e.words()));
        } catch (RuntimeException e) {
            // Nobody knows what its words repeat.
            return new Outcome.Unknown(known.mask("an error of ours: %s".formatted(e)));
        }
    }

    private static Outcome outcome(Question question, Probe.Attempts attempts, Duration timeout, Attempt attempt)
            throws InterruptedException {
        var most = Math.max(1, attempts.most());
        for (int number = 1; ; number++) {
            var began = System.nanoTime();
            var finding = attempt.make(question, timeout);
            var took = Duration.ofNanos(System.nanoTime() - began).toMillis();
            attempt.say("%s, attempt %d of %d: %s after %d ms"
                    .formatted(question.words(), number, most, finding.words(), took));
            switch (finding) {
                case Finding.Good(var words) -> {
                    return new Outcome.Passed(
                            attempt.masked("%s at attempt %d of %d, after %d ms".formatted(words, number, most, took)));
                }
                case Finding.Bad(var words, var detail) -> {
                    if (number >= most) {
                        if (!detail.isBlank()) {
                            attempt.say(detail);
                        }
                        return new Outcome.Failed(
                                attempt.masked("%s at %d of %d attempts".formatted(words, number, most)));
                    }
                }
            }
            Thread.sleep(attempts.every());
        }
    }

    private static Probe.Attempts attempts(GateSpec gate) {
        var http = gate.http();
        return http != null
                ? new Probe.Attempts(http.attempts(), http.every())
                : Objects.requireNonNull(gate.probe()).attempts();
    }

    private static Question question(GateSpec gate, @Nullable String publish) {
        var http = gate.http();
        if (http != null) {
            return new HttpQuestion(http, publish);
        }
        return switch (Objects.requireNonNull(gate.probe())) {
            case Probe.Latency it -> new LatencyQuestion(it, publish);
            case Probe.Tcp it -> new TcpQuestion(it);
            case Probe.Tls it -> new TlsQuestion(it);
            case Probe.Redis it -> new RedisQuestion(it);
            case Probe.RabbitMq it -> new RabbitQuestion(it);
            case Probe.MongoDb it -> new MongoQuestion(it);
            case Probe.Qdrant it -> new QdrantQuestion(it, publish);
            case Probe.Frontend it -> new FrontendQuestion(it, publish);
            case Probe.Tenants it -> new TenantsQuestion(it, publish);
            case Probe.Webhook it -> new WebhookQuestion(it, publish);
        };
    }
}
