package ai.kaleem.release.notifier.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.Channel;
import ai.kaleem.release.notifier.delivery.Courier;
import ai.kaleem.release.notifier.delivery.Delivery;
import ai.kaleem.release.notifier.delivery.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class WebhookCourierTests extends CourierContract {

    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);

    @Override
    Courier courier(Duration patience) {
        return new WebhookCourier(patience, CLOCK);
    }

    @Override
    Channel channel(String url, String urlFile) {
        return new Channel("hook", Channel.Kind.WEBHOOK, url, urlFile, null, List.of(), "en");
    }

    @Test
    void signsAsStandardWebhooksHasIt() throws Exception {
        courier().carry(signed("whsec_" + Base64.getEncoder().encodeToString(KEY)));

        var request = receiver.requests().getFirst();
        assertThat(request.header("webhook-id")).isEqualTo("01JD7Q4S0000000000000000R1-000001-hook");
        assertThat(request.header("webhook-timestamp")).isEqualTo(String.valueOf(NOW.getEpochSecond()));
        var signed =
                "%s.%s.%s".formatted(request.header("webhook-id"), request.header("webhook-timestamp"), request.body());
        assertThat(request.header("webhook-signature")).isEqualTo("v1," + hmac(signed));
    }

    /** The example of the specification's own libraries. */
    @Test
    void signsAsTheSpecificationsExample() throws Exception {
        var file = Files.writeString(secrets.resolve("secret"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

        var signature = WebhookSecret.in(file.toString())
                .sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}");

        assertThat(signature).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void sendsTheSameIdAndBytesAgain() throws Exception {
        receiver.answers(503, "", Map.of());
        var delivery = signed("whsec_" + Base64.getEncoder().encodeToString(KEY));

        assertThat(courier().carry(delivery)).isInstanceOf(Outcome.Later.class);
        assertThat(courier().carry(delivery)).isInstanceOf(Outcome.Delivered.class);

        var requests = receiver.requests();
        assertThat(requests.get(1).body()).isEqualTo(requests.get(0).body());
        assertThat(requests.get(1).header("webhook-id"))
                .isEqualTo(requests.get(0).header("webhook-id"));
    }

    @Test
    void leavesTheSignatureOutWithoutASecret() {
        courier().carry(delivery());

        assertThat(receiver.requests().getFirst().headers().keySet())
                .noneMatch(it -> it.equalsIgnoreCase("webhook-signature"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain-secret", "whsec_", "whsec_not*base64"})
    void sendsNothingUnsignedWhereTheSecretIsBroken(String secret) throws Exception {
        var outcome = courier().carry(signed(secret));

        assertThat(outcome).isInstanceOf(Outcome.Later.class);
        assertThat(outcome.detail()).contains("holds no signing secret").doesNotContain("not*base64", "plain-secret");
        assertThat(receiver.requests()).isEmpty();
    }

    @Test
    void tellsAProgramAndAPerson() {
        courier().carry(delivery());

        var message =
                JsonMapper.shared().readTree(receiver.requests().getFirst().body());
        assertThat(message.path("type").stringValue()).isEqualTo("release.succeeded.v1");
        assertThat(message.path("timestamp").stringValue()).isEqualTo("2026-03-01T10:00:00Z");
        var data = message.path("data");
        assertThat(data.path("state").stringValue()).isEqualTo("SUCCEEDED");
        assertThat(data.path("version").stringValue()).isEqualTo("1.4.0");
        assertThat(data.path("requestedBy").stringValue()).isEqualTo("salma");
        assertThat(data.path("changes").path(0).stringValue()).isEqualTo("feat: products");
        assertThat(data.path("title").stringValue()).isEqualTo("kaleem 1.4.0 is live on production");
        assertThat(data.path("text").stringValue()).contains("State now: 1.4.0 serves production, verified");
    }

    private Delivery signed(String secret) throws IOException {
        var file = Files.writeString(secrets.resolve("secret"), secret + "\n");
        return delivery(
                new Channel("hook", Channel.Kind.WEBHOOK, receiver.url(), null, file.toString(), List.of(), "en"));
    }

    private static String hmac(String signed) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
        return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    }
}
