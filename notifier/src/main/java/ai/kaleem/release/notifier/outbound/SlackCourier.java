package ai.kaleem.release.notifier.outbound;

import ai.kaleem.release.common.contract.Channel;
import ai.kaleem.release.notifier.delivery.Courier;
import ai.kaleem.release.notifier.delivery.Delivery;
import ai.kaleem.release.notifier.delivery.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Posts to a <a href="https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks">Slack incoming webhook</a>. */
public final class SlackCourier implements Courier {

    /** Slack takes about one message a second in a channel. */
    private static final Duration PACE = Duration.ofSeconds(1);

    private final Post post;

    public SlackCourier(Duration patience, Clock clock) {
        this.post = new Post(patience, clock);
    }

    @Override
    public Channel.Kind kind() {
        return Channel.Kind.SLACK;
    }

    @Override
    public Duration pace() {
        return PACE;
    }

    @Override
    public Outcome carry(Delivery delivery) {
        try {
            return post.json(
                    Address.of(delivery.channel()),
                    SlackMessage.of(Notices.of(delivery)),
                    Map.of(),
                    SlackCourier::read);
        } catch (Address.Unusable e) {
            return new Outcome.Later(e.reason(), null);
        }
    }

    /** 403 and 404 say that the webhook is gone, which whoever owns its file can mend; 400 is about this very message. */
    private static Outcome read(int status, String detail, @Nullable Duration retryAfter) {
        return switch (status) {
            case 200 -> new Outcome.Delivered(detail);
            case 400, 413 -> new Outcome.Refused(detail);
            case 410 -> new Outcome.Gone(detail);
            default -> new Outcome.Later(detail, retryAfter);
        };
    }
}
