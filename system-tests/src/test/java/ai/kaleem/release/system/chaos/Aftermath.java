package ai.kaleem.release.system.chaos;

import static org.awaitility.Awaitility.await;

import ai.kaleem.release.system.chaos.oracle.Ledger;
import ai.kaleem.release.system.world.Installation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Writes down what is shown and what is there when all is over. */
final class Aftermath {

    private static final Pattern ERROR = Pattern.compile("(?m)^.*\\s(?:ERROR|FATAL)\\s.*$");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Installation installation;
    private final List<ChaosShop> shops;

    Aftermath(Installation installation, List<ChaosShop> shops) {
        this.installation = installation;
        this.shops = shops;
    }

    void write(Ledger ledger) {
        shops.forEach(it -> write(it, ledger));
        for (var message : items("/api/v1/parked?state=PARKED")) {
            var body = envelope(get("/api/v1/parked/" + message.path("id").asString())
                    .path("body")
                    .path("content")
                    .asString(""));
            ledger.append(
                    "shown",
                    "parked",
                    Map.of(
                            "message", message.toString(),
                            "type", body.path("type").asString(""),
                            "subject", body.path("subject").asString("")));
        }
        installation
                .services()
                .forEach(service -> ERROR.matcher(service.output())
                        .results()
                        .forEach(it -> ledger.append(
                                "shown", "error", Map.of("service", service.name(), "line", it.group()))));
    }

    private void write(ChaosShop shop, Ledger ledger) {
        for (var item : items("/api/v1/releases?limit=200&app=" + shop.app())) {
            var id = item.path("id").asString();
            var release = get("/api/v1/releases/" + id);
            for (var deployment : release.path("deployments")) {
                var gates = new ArrayList<JsonNode>();
                release.path("gates").forEach(gates::add);
                deployment.path("gates").forEach(gates::add);
                ledger.append(
                        "shown",
                        "deployment",
                        Map.of(
                                "app", shop.app(),
                                "version", release.path("version").asString(),
                                "release", id,
                                "view", deployment,
                                "gates", gates));
            }
            for (var event : get("/api/v1/releases/%s/events".formatted(id)).path("items")) {
                ledger.append(
                        "shown",
                        "event",
                        Map.of(
                                "release", id,
                                "number", event.path("number").asLong(),
                                "happened",
                                        Instant.parse(event.path("event")
                                                        .path("at")
                                                        .asString())
                                                .toEpochMilli()));
            }
        }
        ledger.append("shown", "data", Map.of("app", shop.app(), "products", shop.products()));
        ledger.append(
                "shown",
                "serves",
                Map.of("app", shop.app(), "version", shop.customers().version()));
    }

    /** All of them, over all pages. */
    private List<JsonNode> items(String path) {
        var items = new ArrayList<JsonNode>();
        var page = get(path);
        while (true) {
            StreamSupport.stream(page.path("items").spliterator(), false).forEach(items::add);
            var next = page.path("next").asString("");
            if (next.isEmpty()) {
                return items;
            }
            page = get("%s&before=%s".formatted(path, next));
        }
    }

    /** A missing node where it is none: the rest of it is shown as it is. */
    private static JsonNode envelope(String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException e) {
            return JSON.missingNode();
        }
    }

    private JsonNode get(String path) {
        return await("an answer from " + path)
                .atMost(Duration.ofMinutes(5))
                .ignoreExceptions()
                .until(() -> installation.client().get(path), it -> it.status() == 200)
                .body();
    }
}
