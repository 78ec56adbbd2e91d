package ai.kaleem.release.notifier.outbound;

import ai.kaleem.release.common.contract.Channel;
import ai.kaleem.release.notifier.delivery.Courier;
import ai.kaleem.release.notifier.delivery.Delivery;
import ai.kaleem.release.notifier.delivery.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Posts to any address, as <a href="https://www.standardwebhooks.com">Standard Webhooks</a> has it: the id stays the same over
 * all attempts, so that the receiver knows a repeat; the timestamp is the attempt's. Without a {@code secretFile} nothing is
 * signed.
 */
public final class WebhookCourier implements Courier {

    private final Post post;
    private final Clock clock;

    public WebhookCourier(Duration patience, Clock clock) {
        this.post = new Post(patience, clock);
        this.clock = clock;
    }

    @Override
    public Channel.Kind kind() {
        return Channel.Kind.WEBHOOK;
    }

    @Override
    public Duration pace() {
        return Duration.ZERO;
    }

    @Override
    public Outcome carry(Delivery delivery) {
        try {
            var body = WebhookMessage.of(delivery);
            var id = delivery.id().value();
            var timestamp = clock.instant().getEpochSecond();
            var headers = new LinkedHashMap<String, String>();
            headers.put("webhook-id", id);
            headers.put("webhook-timestamp", String.valueOf(timestamp));
            var secretFile = delivery.channel().secretFile();
            if (secretFile != null) {
                headers.put("webhook-signature", WebhookSecret.in(secretFile).sign(id, timestamp, body));
            }
            return post.json(Address.of(delivery.channel()), body, headers, WebhookCourier::read);
        } catch (Address.Unusable e) {
            return new Outcome.Later(e.reason(), null);
        }
    }

    private static Outcome read(int status, String detail, @Nullable Duration retryAfter) {
        if (status / 100 == 2) {
            return new Outcome.Delivered(detail);
        }
        return status == 410 ? new Outcome.Gone(detail) : new Outcome.Later(detail, retryAfter);
    }
}
