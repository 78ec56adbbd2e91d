package ai.kaleem.release.gate.outbound.probe;

import ai.kaleem.release.common.contract.Probe.Webhook;
import com.google.re2j.Pattern;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Posts an event with an id of its own, then asks until that id has had its effect. */
final class WebhookQuestion implements Question {

    private static final String HMAC = "HmacSHA256";

    /** Between two looks for the effect, where the plan wants none. */
    private static final Duration SHORTEST = Duration.ofMillis(10);

    private final Webhook webhook;
    private final @Nullable String publish;
    private final URI target;
    private volatile String last = "the event was not answered";

    WebhookQuestion(Webhook webhook, @Nullable String publish) {
        this.webhook = webhook;
        this.publish = publish;
        this.target = Target.of(webhook.to().url(), publish);
        effect("0");
        shows("0");
    }

    @Override
    public String words() {
        return "POST %s".formatted(target);
    }

    @Override
    public String late(Duration timeout) {
        return "no effect within %d ms: %s".formatted(timeout.toMillis(), last);
    }

    @Override
    public Finding ask(Attempt attempt) throws IOException, InterruptedException {
        last = "the event was not answered";
        var id = "kaleem-" + UUID.randomUUID();
        var status = post(id, attempt);
        attempt.say("%s with id %s: HTTP %d".formatted(words(), id, status));
        if (status / 100 != 2) {
            return new Finding.Bad("the event was answered HTTP %d".formatted(status));
        }
        var began = System.nanoTime();
        var effect = effect(id);
        var shows = shows(id);
        try (var web = Web.open(webhook.effect(), attempt)) {
            while (true) {
                var answer = web.get(effect);
                if (answer.statusCode() / 100 == 2
                        && shows.matcher(answer.body()).find()) {
                    return new Finding.Good("the event was taken with HTTP %d, its effect seen after %d ms"
                            .formatted(
                                    status,
                                    Duration.ofNanos(System.nanoTime() - began).toMillis()));
                }
                last = "GET %s: HTTP %d%s"
                        .formatted(
                                effect,
                                answer.statusCode(),
                                answer.statusCode() / 100 == 2 ? " without %s".formatted(shows) : "");
                var every = webhook.attempts().every();
                Thread.sleep(every.compareTo(SHORTEST) < 0 ? SHORTEST : every);
            }
        }
    }

    private int post(String id, Attempt attempt) throws IOException, InterruptedException {
        var event = Webhook.filled(webhook.event(), id).getBytes(StandardCharsets.UTF_8);
        var request = HttpRequest.newBuilder(target)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(event));
        var file = webhook.secretFile();
        if (file != null) {
            var key = attempt.secrets().text("secretFile", file);
            request.header(webhook.signature(), "sha256=" + signature(key, event));
        }
        try (var web = Web.open(webhook.to(), attempt)) {
            return web.ask(request, Web.TEXT).statusCode();
        }
    }

    private static String signature(String key, byte[] event) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), HMAC));
            return HexFormat.of().formatHex(mac.doFinal(event));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has " + HMAC, e);
        }
    }

    private URI effect(String id) {
        return Target.of(Webhook.filled(webhook.effect().url(), id), publish);
    }

    private Pattern shows(String id) {
        return Patterns.read("webhook's", Webhook.filled(webhook.shows(), id));
    }
}
