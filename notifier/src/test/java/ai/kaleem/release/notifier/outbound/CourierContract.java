package ai.kaleem.release.notifier.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.Channel;
import ai.kaleem.release.notifier.Story;
import ai.kaleem.release.notifier.delivery.Courier;
import ai.kaleem.release.notifier.delivery.DeliveriesContract;
import ai.kaleem.release.notifier.delivery.Delivery;
import ai.kaleem.release.notifier.delivery.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every courier does over HTTP, against a real receiver. */
abstract class CourierContract {

    static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    @TempDir
    Path secrets;

    Receiver receiver;

    abstract Courier courier(Duration patience);

    abstract Channel channel(String url, String urlFile);

    @BeforeEach
    void open() throws IOException {
        receiver = new Receiver();
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void deliversToTheAddressInItsFile() throws IOException {
        var file = Files.writeString(secrets.resolve("address"), receiver.url() + "\n");

        var outcome = courier().carry(delivery(channel(null, file.toString())));

        assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
        assertThat(receiver.requests()).singleElement().satisfies(it -> {
            assertThat(it.method()).isEqualTo("POST");
            assertThat(it.header("Content-Type")).startsWith("application/json");
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 404, 408, 500, 502, 503})
    void comesBackLaterAfter(int status) {
        receiver.answers(status, "no\nluck", Map.of("Location", receiver.url()));

        assertThat(courier().carry(delivery())).isEqualTo(new Outcome.Later("HTTP %d no luck".formatted(status), null));
        assertThat(receiver.requests()).as("redirects followed").hasSize(1);
    }

    @Test
    void waitsTheSecondsItIsAskedTo() {
        receiver.answers(429, "rate_limited", Map.of("Retry-After", "17"));

        assertThat(courier().carry(delivery()))
                .isEqualTo(new Outcome.Later("HTTP 429 rate_limited", Duration.ofSeconds(17)));
    }

    @Test
    void waitsUntilTheDateItIsAskedTo() {
        var date =
                DateTimeFormatter.RFC_1123_DATE_TIME.format(NOW.plusSeconds(90).atZone(ZoneOffset.UTC));
        receiver.answers(503, "", Map.of("Retry-After", date));

        assertThat(courier().carry(delivery())).isEqualTo(new Outcome.Later("HTTP 503", Duration.ofSeconds(90)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-1", "99999999999999999999"})
    void takesItsOwnPauseWhereItIsAskedForNonsense(String asked) {
        receiver.answers(429, "", Map.of("Retry-After", asked));

        assertThat(courier().carry(delivery())).isEqualTo(new Outcome.Later("HTTP 429", null));
    }

    @Test
    void stopsWhereTheReceiverWantsNothingMore() {
        receiver.answers(410, "gone", Map.of());

        assertThat(courier().carry(delivery())).isEqualTo(new Outcome.Gone("HTTP 410 gone"));
    }

    @Test
    void endsAnAttemptThatNobodyAnswers() {
        receiver.hangs();

        assertThat(courier(Duration.ofSeconds(1)).carry(delivery()))
                .isInstanceOfSatisfying(
                        Outcome.Unanswered.class,
                        it -> assertThat(it.detail()).isEqualTo("No answer from 127.0.0.1 within 1 s"));
    }

    @Test
    void doesNotKnowWhetherItArrivedWhereTheReceiverHangsUp() throws IOException {
        try (var rude = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (var guest = rude.accept()) {
                    guest.getInputStream().read();
                    guest.shutdownOutput();
                } catch (IOException e) {
                    // The test is over.
                }
            });
            var url = "http://127.0.0.1:%d/".formatted(rude.getLocalPort());

            assertThat(courier().carry(delivery(channel(url, null)))).isInstanceOf(Outcome.Unanswered.class);
        }
    }

    @Test
    void saysThatItWasStopped() {
        receiver.hangs();
        Thread.currentThread().interrupt();
        try {
            assertThat(courier().carry(delivery()))
                    .isEqualTo(new Outcome.Stopped("Interrupted before 127.0.0.1 answered"));
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void comesBackLaterWhereNobodyListens() {
        receiver.close();

        assertThat(courier().carry(delivery()))
                .isInstanceOfSatisfying(
                        Outcome.Later.class,
                        it -> assertThat(it.detail())
                                .isEqualTo("No answer from 127.0.0.1: connection refused, or the name is unknown"));
    }

    @Test
    void saysWhichFileIsMissingAndShowsNoSecret() throws IOException {
        var missing = secrets.resolve("missing").toString();
        assertThat(courier().carry(delivery(channel(null, missing))))
                .isInstanceOfSatisfying(
                        Outcome.Later.class, it -> assertThat(it.detail()).contains("Cannot read " + missing));

        var broken = Files.writeString(secrets.resolve("broken"), "htp:/hooks secret-part")
                .toString();
        assertThat(courier().carry(delivery(channel(null, broken))))
                .isInstanceOfSatisfying(
                        Outcome.Later.class,
                        it -> assertThat(it.detail()).contains(broken).doesNotContain("secret-part"));

        receiver.close();
        var dead = Files.writeString(secrets.resolve("dead"), receiver.url()).toString();
        assertThat(courier().carry(delivery(channel(null, dead))).detail())
                .contains(dead)
                .doesNotContain("secret-part");
    }

    @Test
    void readsNoMoreOfARefusalThanALine() {
        receiver.answers(500, "x".repeat(100_000), Map.of());

        assertThat(courier().carry(delivery()).detail()).hasSizeLessThan(400);
    }

    Courier courier() {
        return courier(Duration.ofSeconds(5));
    }

    Delivery delivery() {
        return delivery(channel(receiver.url(), null));
    }

    static Delivery delivery(Channel channel) {
        return DeliveriesContract.due(Story.theRelease()
                .with(List.of("feat: products"))
                .toldTo(channel)
                .succeeded());
    }
}
