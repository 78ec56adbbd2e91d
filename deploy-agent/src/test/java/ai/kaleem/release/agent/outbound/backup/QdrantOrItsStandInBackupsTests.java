package ai.kaleem.release.agent.outbound.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.agent.deploy.Backups;
import ai.kaleem.release.agent.deploy.Place;
import ai.kaleem.release.agent.outbound.docker.DockerPlace;
import ai.kaleem.release.agent.outbound.docker.Networks;
import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.DatastoreSpecBuilder;
import ai.kaleem.release.common.contract.StoredData.Count;
import ai.kaleem.release.common.testing.Images;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Qdrant with an API key, where {@code KALEEM_QDRANT_IMAGE} names its image; else a stand-in that keeps the calls, their
 * answers and the stream of a snapshot, and proves no more than that.
 */
class QdrantOrItsStandInBackupsTests implements DrilledBackupsContract {

    private static final Optional<String> REAL = Optional.ofNullable(System.getenv("KALEEM_QDRANT_IMAGE"));

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    DockerPlace docker;
    String container;

    @BeforeEach
    void open() throws IOException {
        docker = new DockerPlace(folder);
        var key = List.of("QDRANT__SERVICE__API_KEY=sesame");
        container = REAL.isPresent()
                ? docker.runsForeign("qdrant", REAL.get(), key)
                : docker.runsForeign("qdrant", standIn(), key);
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> ask("GET", "/collections", "").statusCode() == 200);
    }

    private String standIn() throws IOException {
        var server = Files.readString(Path.of("src/test/resources/standin/qdrant.js"));
        return docker.imageOf(
                docker.runsForeign("server", Images.node().asCanonicalNameString(), List.of(), "node", "-e", server));
    }

    @AfterEach
    void close() throws IOException {
        http.close();
        docker.close();
    }

    @Override
    public Backups backups() {
        return new FileBackups(
                docker.engine,
                Images.haproxy().asCanonicalNameString(),
                folder.resolve("backups"),
                1024,
                Clock.systemUTC());
    }

    @Override
    public Place place() {
        return docker.place;
    }

    @Override
    public DockerPlace docker() {
        return docker;
    }

    @Override
    public List<Count> counts() {
        return List.of(new Count("before only", 1, 1, 1), new Count("products", 1, 1, 1));
    }

    @Override
    public DatastoreSpec datastore(int keep) {
        return DatastoreSpecBuilder.builder()
                .name("qdrant")
                .type(DatastoreSpec.Type.QDRANT)
                .container(container)
                .keep(keep)
                .timeout(Duration.ofSeconds(60))
                .build();
    }

    @Override
    public void write(String value) {
        for (var collection : List.of("products", "before only", "after only")) {
            ask("DELETE", path(collection), "");
        }
        for (var collection : List.of("products", value + " only")) {
            ask("PUT", path(collection), "{\"vectors\": {\"size\": 2, \"distance\": \"Dot\"}}");
            ask(
                    "PUT",
                    path(collection) + "/points?wait=true",
                    "{\"points\": [{\"id\": 1, \"vector\": [0.1, 0.2], \"payload\": {\"value\": \"%s\"}}]}"
                            .formatted(value));
        }
    }

    @Override
    public String read() {
        var value = JsonMapper.shared()
                .readTree(ask("GET", path("products") + "/points/1", "").body())
                .at("/result/payload/value")
                .stringValue();
        for (var one : List.of("before", "after")) {
            assertThat(ask("GET", path(one + " only") + "/points/1", "").statusCode())
                    .isEqualTo(one.equals(value) ? 200 : 404);
        }
        assertThat(ask("GET", path("products") + "/snapshots", "").body()).doesNotContain(".snapshot");
        return value;
    }

    private static String path(String collection) {
        return "/collections/" + collection.replace(" ", "%20");
    }

    private HttpResponse<String> ask(String method, String path, String body) {
        var address = Networks.address(
                        docker.engine.ask(
                                "Looking",
                                it -> it.inspectContainerCmd(container).exec()),
                        List.of())
                .orElseThrow();
        var request = HttpRequest.newBuilder(URI.create("http://%s:6333%s".formatted(address, path)))
                .method(method, BodyPublishers.ofString(body))
                .header("api-key", "sesame")
                .header("Content-Type", "application/json")
                .build();
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
