package ai.kaleem.release.gate.outbound.probe;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.Probe.Attempts;
import ai.kaleem.release.common.contract.Probe.Call;
import ai.kaleem.release.common.contract.Probe.Webhook;
import ai.kaleem.release.gate.gate.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a product that checks the signature and shows a message only a while after it came. */
class WebhookQuestionTests {

    private static final String KEY = "app-secret-0123";

    /** As WhatsApp's Cloud API sends a message. */
    private static final String WHATSAPP = """
            {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{"field": "messages", "value": {
             "messaging_product": "whatsapp", "metadata": {"display_phone_number": "15550000000", "phone_number_id": "2"},
             "messages": [{"from": "966500000000", "id": "wamid.{{id}}", "timestamp": "1750000000", "type": "text",
             "text": {"body": "probe {{id}}"}}]}}]}]}""";

    @TempDir
    Path secrets;

    private final Site site = new Site();
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private boolean forgets;
    private int polls;
    private Asker asker;

    @BeforeEach
    void open() throws Exception {
        asker = new Asker(secrets).secret("key", KEY + "\n").secret("bot", "X-Telegram-Bot-Api-Secret-Token: bot-word");
        site.page("/webhooks/whatsapp", it -> {
            var body = it.body();
            var isSigned = ("sha256=" + hmac(body)).equals(it.header("X-Hub-Signature-256"));
            take(isSigned, body, it);
        });
        site.page("/webhooks/telegram", it -> {
            var body = it.body();
            take("bot-word".equals(it.header("X-Telegram-Bot-Api-Secret-Token")), body, it);
        });
        site.page("/messages/", it -> {
            var id = it.path().replace("/messages/", "");
            var isThere = ++polls > 2 && !forgets && taken.stream().anyMatch(body -> body.contains(id));
            it.answer(isThere ? 200 : 404, "application/json", isThere ? "{\"id\": \"%s\"}".formatted(id) : "");
        });
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    void passesOnceTheEffectShows() throws Exception {
        assertThat(asker.ask(whatsapp("key"), site.address(), Duration.ofSeconds(10))
                        .summary())
                .matches("the event was taken with HTTP 200, its effect seen after \\d+ ms at attempt 1 of 1, .*");
        assertThat(taken).singleElement().asString().doesNotContain("{{id}}");
        assertThat(polls).isGreaterThan(2);
    }

    @Test
    void eachAttemptSendsAnEventOfItsOwn() throws Exception {
        for (int i = 0; i < 2; i++) {
            asker.ask(whatsapp("key"), site.address(), Duration.ofSeconds(10));
        }

        assertThat(taken).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void failsWhereTheSignatureIsRefused() throws Exception {
        asker.secret("wrong", "another-secret");

        assertThat(asker.ask(whatsapp("wrong"), site.address(), Duration.ofSeconds(10)))
                .isEqualTo(new Outcome.Failed("the event was answered HTTP 401 at 1 of 1 attempts"));
        assertThat(asker.log()).doesNotContain("another-secret");
    }

    @Test
    void failsWhereNoEffectShows() throws Exception {
        forgets = true;

        assertThat(asker.ask(whatsapp("key"), site.address(), Duration.ofSeconds(1))
                        .summary())
                .matches(
                        "no effect within 1000 ms: GET http://.*/messages/kaleem-[-0-9a-f]+: HTTP 404 at 1 of 1 attempts");
    }

    @Test
    void sendsTheWordOfTelegram() throws Exception {
        var telegram = new Webhook(
                new Call("/webhooks/telegram", null, "bot", null),
                "{\"update_id\": 1, \"message\": {\"message_id\": 1, \"chat\": {\"id\": 1}, \"text\": \"{{id}}\"}}",
                null,
                "X-Hub-Signature-256",
                new Call("/messages/{{id}}", null, null, null),
                "{{id}}",
                new Attempts(1, Duration.ofMillis(20)));

        assertThat(asker.ask(telegram, site.address(), Duration.ofSeconds(10))).isInstanceOf(Outcome.Passed.class);
    }

    private static Webhook whatsapp(String secretFile) {
        return new Webhook(
                new Call("/webhooks/whatsapp", null, null, null),
                WHATSAPP,
                secretFile,
                "X-Hub-Signature-256",
                new Call("/messages/{{id}}", null, null, null),
                "{{id}}",
                new Attempts(1, Duration.ofMillis(20)));
    }

    private void take(boolean isKnown, String body, Site.Visit visit) throws IOException {
        if (isKnown) {
            taken.add(body);
        }
        visit.answer(isKnown ? 200 : 401, "text/plain", "");
    }

    private static String hmac(String body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
