package ai.kaleem.release.gate.outbound.probe;

import java.util.List;
import java.util.stream.Collectors;

/** Stands in for Qdrant: the two paths of its HTTP API that say whether it is ready and which collections it has. */
final class StandInQdrant implements AutoCloseable {

    static final String KEY = "qdrant-key";

    private final Site site;
    private volatile boolean isReady = true;

    StandInQdrant(String... collections) {
        var list = List.of(collections).stream()
                .map("{\"name\": \"%s\"}"::formatted)
                .collect(Collectors.joining(","));
        site = new Site()
                .page(
                        "/readyz",
                        it -> it.answer(isReady ? 200 : 503, "text/plain", isReady ? "all shards are ready" : ""))
                .page("/collections", it -> {
                    if (KEY.equals(it.header("api-key"))) {
                        it.answer(
                                200,
                                "application/json",
                                "{\"result\": {\"collections\": [%s]}, \"status\": \"ok\"}".formatted(list));
                    } else {
                        it.answer(401, "text/plain", "Must provide an API key or an Authorization bearer token");
                    }
                });
    }

    void loading() {
        isReady = false;
    }

    String url() {
        return site.url();
    }

    @Override
    public void close() {
        site.close();
    }
}
