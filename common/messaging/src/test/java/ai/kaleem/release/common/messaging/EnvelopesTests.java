package ai.kaleem.release.common.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvelopesTests {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final Envelopes envelopes = new Envelopes("release-api", Clock.fixed(NOW, ZoneOffset.UTC), () -> TRACE);

    @Test
    void opensWhatItSealed() throws UnreadableMessage {
        var sealed = envelopes.seal(Messages.keep("vps-1"));

        var opened = envelopes.open(bytes(sealed.body()), sealed.routingKey());

        assertThat(opened)
                .isEqualTo(new Received(
                        sealed.id(),
                        "release-api",
                        "keep.requested.v1",
                        Messages.DEPLOYMENT.value(),
                        NOW,
                        TRACE,
                        "agent.vps-1",
                        Messages.keep("vps-1")));
    }

    /** As almost every service is, and as senders that do not know these lists yet send it. */
    @Test
    void opensAServiceThatLeavesOutWhatIsEmpty() throws UnreadableMessage {
        var request = Messages.deployment("vps-1");

        var sealed = envelopes.seal(request);

        assertThat(sealed.body()).doesNotContain("requiredEnv", "configures");
        assertThat(envelopes.open(bytes(sealed.body()), sealed.routingKey()).data())
                .isEqualTo(request);
    }

    @Test
    void givesEveryMessageAnIdOfItsOwnThatSortsByTime() {
        var first = envelopes.seal(Messages.keep("vps-1"));
        var second = envelopes.seal(Messages.keep("vps-1"));

        assertThat(first.id()).isLessThan(second.id());
    }

    @Test
    void leavesTheTraceOutWhereThereIsNone() throws UnreadableMessage {
        var untraced = new Envelopes("release-api", Clock.systemUTC(), Traces.NONE);

        var sealed = untraced.seal(Messages.keep("vps-1"));

        assertThat(sealed.body()).doesNotContain("traceparent");
        assertThat(untraced.open(bytes(sealed.body()), "").traceparent()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "no json at all | No JSON",
                "[] | no 'specversion'",
                "{} | no 'specversion'",
                "{\"specversion\":\"0.3\"} | Not a CloudEvent of version 1.0",
                "{\"specversion\":\"1.0\"} | no 'type'",
                "{\"specversion\":\"1.0\",\"type\":\"keep.requested.v1\"} | no 'id'",
                "{\"specversion\":\"1.0\",\"type\":\"x.v1\",\"data\":{\"type\":\"x.v1\"}} | Type 'x.v1' is unknown to this version",
            })
    void saysWhatItCannotRead(String body, String reason) {
        assertThatExceptionOfType(UnreadableMessage.class)
                .isThrownBy(() -> envelopes.open(bytes(body), "key"))
                .withMessageContaining(reason);
    }

    @Test
    void doesNotTrustAnEnvelopeThatSaysAnotherTypeThanItsData() {
        var forged =
                envelopes.seal(Messages.keep("vps-1")).body().replaceFirst("keep.requested.v1", "report.requested.v1");

        assertThatExceptionOfType(UnreadableMessage.class)
                .isThrownBy(() -> envelopes.open(bytes(forged), "key"))
                .withMessageContaining("its data keep.requested.v1");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
