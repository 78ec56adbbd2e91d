package ai.kaleem.release.system;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.system.world.Installation;
import ai.kaleem.release.system.world.Plan;
import ai.kaleem.release.system.world.ReleaseApi;
import ai.kaleem.release.system.world.ReleaseApi.Answer;
import ai.kaleem.release.system.world.Shop;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What cannot be taken is refused with a status of its own, and the answer names the field and the mend. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTests {

    private static final String MINIMAL = """
            app: corner
            services:
              api: {image: corner-api, port: 3000, health: {path: /api/health}%s}
            %senvironments:
              production: {agent: vps-1, publish: "127.0.0.1:3999"}
            """;

    private final Installation installation = Installation.shared();
    private final ReleaseApi api = installation.client();
    private Shop shop;

    @BeforeAll
    void plan() {
        shop = Shop.planned(installation, "refused", Plan.usual());
    }

    @AfterAll
    void close() {
        shop.close();
    }

    @Test
    void thePlansOfTheSamplesAreGood() throws IOException {
        var minimal = Files.readString(Installation.ROOT.resolve("samples/minimal.yml"));
        assertThat(minimal.lines()).hasSizeLessThanOrEqualTo(15);
        assertThat(api.putPlan("shop", minimal).status()).isEqualTo(201);
        var whole = Files.readString(Installation.ROOT.resolve("samples/kaleem-mini.yml"))
                .replace("__REPOSITORY__", "file:///srv/kaleem-mini")
                .replace("__AGENT__", "vps-1")
                .replace("__PUBLISH__", "127.0.0.1:3998")
                .replace("__NETWORK__", "kaleem")
                .replace("__REDIS__", "kaleem-redis");
        api.putPlan("kaleem-mini", whole).expecting(201);
    }

    @Test
    void malformedJson() {
        refused(api.send("POST", "/api/v1/releases", "{\"app\": ", "application/json", Map.of()), 400, "line 1");
    }

    @Test
    void malformedYaml() {
        refused(api.putPlan("corner", "app: corner\nservices: {api: [\n"), 400, "line");
    }

    @Test
    void unknownField() {
        refused(api.post("/api/v1/releases", Map.of("app", shop.app(), "enviroment", "x")), 400, "environment");
        var plan = MINIMAL.formatted(", prot: 3000", "");
        refused(api.putPlan("corner", plan), 422, "prot", "port", "line 3");
    }

    @Test
    void missingField() {
        refused(api.post("/api/v1/releases", Map.of("app", shop.app(), "version", "1.0.0")), 422, "environment");
    }

    @Test
    void unknownAppEnvironmentAndRelease() {
        refused(release("nobodys", "production", "1.0.0"), 404, "nobodys");
        refused(release(shop.app(), "moon", "1.0.0"), 404, "moon");
        refused(api.get("/api/v1/releases/01ARZ3NDEKTSV4RRFFQ69G5FAV"), 404, "01ARZ3NDEKTSV4RRFFQ69G5FAV");
        refused(api.get("/api/v1/apps/nobodys"), 404, "nobodys");
        refused(api.get("/api/v1/nothing"), 404, "address");
    }

    @Test
    void cycles() {
        var gates = """
                repository: https://example.com/corner.git
                gates:
                  before:
                    - {name: one, run: [make, one], needs: [two]}
                    - {name: two, run: [make, two], needs: [one]}
                """;
        refused(api.putPlan("corner", MINIMAL.formatted("", gates)), 422, "one", "two", "needs");
        var plan = MINIMAL.formatted(
                ", dependsOn: [worker]}\n  worker: {image: same-as-api, command: [node, worker.js], dependsOn: [api]",
                "");
        refused(api.putPlan("corner", plan), 422, "api", "worker", "dependsOn");
    }

    @Test
    void noTokenOrAWrongOne() {
        for (var stranger : new ReleaseApi[] {api.with(null), api.with("krl_wrong")}) {
            var answer = stranger.get("/api/v1/releases");
            refused(answer, 401, "token");
            assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
            refused(stranger.post("/api/v1/releases", Map.of("app", shop.app())), 401, "token");
        }
    }

    @Test
    void aKeyIsForOneBody() {
        var key = Map.of("Idempotency-Key", UUID.randomUUID().toString());
        var body = Map.of("app", shop.app(), "environment", "production", "version", "9.0.0", "ref", "v9.0.0");
        var first = api.post("/api/v1/releases", body, key).expecting(202);
        var again = api.post("/api/v1/releases", body, key).expecting(202);
        assertThat(again.body().path("id")).isEqualTo(first.body().path("id"));
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        var other = Map.of("app", shop.app(), "environment", "production", "version", "9.0.1");
        refused(api.post("/api/v1/releases", other, key), 422, "Idempotency-Key");
    }

    @Test
    void aVersionIsForOneRelease() {
        var body = Map.of("app", shop.app(), "environment", "production", "version", "9.1.0", "ref", "v9.1.0");
        api.post("/api/v1/releases", body).expecting(202);
        refused(api.post("/api/v1/releases", body), 409, "9.1.0");
    }

    @Test
    void nothingToGoBackTo() {
        var path = "/api/v1/apps/%s/environments/production/rollback".formatted(shop.app());
        refused(api.post(path, Map.of("reason", "a try")), 409, "production");
    }

    @Test
    void aTypeNobodyReads() {
        refused(api.send("POST", "/api/v1/releases", "app=x", "text/plain", Map.of()), 415, "application/json");
        refused(api.send("PUT", "/api/v1/apps/x", "app=x", "text/plain", Map.of()), 415, "application/yaml");
    }

    @Test
    void anUnknownRefEndsRejectedWithinSeconds() {
        var run = shop.release("8.0.0").endsAs("REJECTED");
        assertThat(run.reason()).contains("v8.0.0");
        assertThat(run.next()).isNotBlank();
        assertThat(run.seconds()).isLessThan(10);
    }

    @Test
    void anUnknownImageTouchesNothing() {
        var run = shop.releaseOfImage("8.1.0", "v1.0.0", "nobodys-image:8.1.0").endsAs("FAILED");
        assertThat(run.reason()).contains("nobodys-image:8.1.0");
        assertThat(run.next()).isNotBlank();
        assertThat(run.seconds()).isLessThan(20);
        assertThat(shop.containers()).isEmpty();
    }

    private Answer release(String app, String environment, String version) {
        return api.post("/api/v1/releases", Map.of("app", app, "environment", environment, "version", version));
    }

    private static void refused(Answer answer, int status, String... words) {
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.body().path("status").asInt()).isEqualTo(status);
        assertThat(answer.body().path("detail").asString()).contains(words);
    }
}
