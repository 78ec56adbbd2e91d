package ai.kaleem.release.notifier.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.Channel;
import ai.kaleem.release.notifier.delivery.Courier;
import ai.kaleem.release.notifier.delivery.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class SlackCourierTests extends CourierContract {

    @Override
    Courier courier(Duration patience) {
        return new SlackCourier(patience, CLOCK);
    }

    @Override
    Channel channel(String url, String urlFile) {
        return new Channel("team", Channel.Kind.SLACK, url, urlFile, null, List.of(), "en");
    }

    @Test
    void sendsBlocks() {
        courier().carry(delivery());

        var message =
                JsonMapper.shared().readTree(receiver.requests().getFirst().body());
        assertThat(message.path("text").stringValue()).isEqualTo("✅ kaleem 1.4.0 is live on production");
        assertThat(message.path("blocks").path(0).path("type").stringValue()).isEqualTo("header");
    }

    @Test
    void refusesToRepeatAMessageThatSlackCannotRead() {
        receiver.answers(400, "invalid_blocks", Map.of());

        assertThat(courier().carry(delivery())).isEqualTo(new Outcome.Refused("HTTP 400 invalid_blocks"));
    }
}
