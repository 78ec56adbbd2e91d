package ai.kaleem.release.gate.outbound.probe;

import ai.kaleem.release.common.contract.Probe.Qdrant;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code /readyz}, then the list of <a href="https://api.qdrant.tech/api-reference/collections">collections</a>. */
final class QdrantQuestion implements Question {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Qdrant qdrant;
    private final URI ready;
    private final URI list;

    QdrantQuestion(Qdrant qdrant, @Nullable String publish) {
        this.qdrant = qdrant;
        var root = qdrant.url().replaceFirst("/+$", "");
        this.ready = Target.of(root + "/readyz", publish);
        this.list = Target.of(root + "/collections", publish);
    }

    @Override
    public String words() {
        return "Qdrant at %s".formatted(ready);
    }

    @Override
    public Finding ask(Attempt attempt) throws IOException, InterruptedException {
        var file = qdrant.apiKeyFile();
        Map<String, String> headers =
                file == null ? Map.of() : attempt.secrets().header("api-key", "apiKeyFile", file);
        try (var web = Web.open(headers, attempt)) {
            var status = web.get(ready).statusCode();
            if (status != 200) {
                return new Finding.Bad("not ready: HTTP %d".formatted(status));
            }
            return qdrant.collections().isEmpty() ? new Finding.Good("ready") : collections(web);
        }
    }

    private Finding collections(Web web) throws IOException, InterruptedException {
        var answer = web.get(list);
        if (answer.statusCode() != 200) {
            return new Finding.Bad("its collections are not shown: HTTP %d".formatted(answer.statusCode()));
        }
        JsonNode collections;
        try {
            collections = MAPPER.readTree(answer.body()).at("/result/collections");
        } catch (JacksonException e) {
            return new Finding.Bad("what answers at %s is no Qdrant".formatted(list));
        }
        var there = collections
                .valueStream()
                .map(it -> it.path("name").asString(""))
                .collect(Collectors.toSet());
        var missing =
                qdrant.collections().stream().filter(it -> !there.contains(it)).toList();
        return Finding.of(
                missing.isEmpty() ? null : "there is no collection %s".formatted(String.join(", ", missing)),
                "ready, %d collections are there".formatted(qdrant.collections().size()));
    }
}
