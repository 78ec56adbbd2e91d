package ai.kaleem.release.api.inbound.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.DialectId;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class AppsTests extends RunningApi {

    private static final Path PLANS = Path.of("src/test/resources/plans");

    @Test
    void keepsThePlanAsItWasWritten() throws IOException {
        var plan = Files.readString(PLANS.resolve("kaleem.yml"));

        var created = putPlan("kaleem", plan);
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        assertThat(created.headers().firstValue("Location")).hasValue("/api/v1/apps/kaleem");
        assertThat(putPlan("kaleem", plan).statusCode()).isEqualTo(200);

        var app = json(get("/api/v1/apps/kaleem"));
        assertThat(app.get("plan").stringValue()).isEqualTo(plan);
        assertThat(app.get("environments").get(1))
                .isEqualTo(mapper.readTree(
                        "{\"name\": \"production\", \"agent\": \"vps-1\", \"publish\": \"127.0.0.1:3000\"}"));
        assertThat(app.get("before").toString()).isEqualTo("[\"lint\",\"unit\"]");
        assertThat(app.get("putBy").stringValue()).isEqualTo("operator");
        assertThat(send(authorized("/api/v1/apps/kaleem").header("Accept", YAML))
                        .body())
                .isEqualTo(plan);
        assertThat(json(get("/api/v1/apps"))
                        .get("items")
                        .valueStream()
                        .map(it -> it.get("app").stringValue()))
                .contains("kaleem");
    }

    @Test
    void nobodyUndoesWhatSomebodyElsePut() {
        var one =
                "{\"app\": \"shared\", \"services\": {\"api\": {\"image\": \"a\"}}, \"environments\": {\"p\": {\"agent\": \"a\"}}}";
        assertThat(putMatching("\"none\"", one).statusCode()).isEqualTo(412);
        assertThat(putMatching("*", one).statusCode()).isEqualTo(412);
        var created = send(
                authorized("/api/v1/apps/shared").header("Content-Type", JSON).PUT(BodyPublishers.ofString(one)));
        assertThat(created.statusCode()).isEqualTo(201);
        var tag = created.headers().firstValue("ETag").orElseThrow();
        assertThat(get("/api/v1/apps/shared").headers().firstValue("ETag")).hasValue(tag);

        assertThat(putMatching(tag, one + " ").statusCode()).isEqualTo(200);
        var late = putMatching(tag, one + "  ");
        assertThat(late.statusCode()).isEqualTo(412);
        assertThat(json(late).get("detail").stringValue()).startsWith("The plan of 'shared' is another one by now, ");
    }

    private HttpResponse<String> putMatching(String tag, String plan) {
        return send(authorized("/api/v1/apps/shared")
                .header("Content-Type", JSON)
                .header("If-Match", tag)
                .PUT(BodyPublishers.ofString(plan)));
    }

    @Test
    void takesJsonAsWell() {
        var plan =
                "{\"app\": \"in-json\", \"services\": {\"api\": {\"image\": \"a\"}}, \"environments\": {\"p\": {\"agent\": \"a\"}}}";
        var answer = send(authorized("/api/v1/apps/in-json")
                .header("Content-Type", "application/json; charset=utf-8")
                .PUT(BodyPublishers.ofString(plan)));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(json(get("/api/v1/apps/in-json")).get("plan").stringValue()).isEqualTo(plan);
    }

    @Test
    void publishesASchemaThatIsOne() {
        var answer = get("/api/v1/schemas/plan.json");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/schema+json");

        var meta = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaLocation.of(DialectId.DRAFT_2020_12));
        assertThat(meta.validate(answer.body(), InputFormat.JSON)).isEmpty();
    }

    @Test
    void showsWhatRunsThere() {
        appIsThere("quiet");

        assertThat(json(get("/api/v1/apps/quiet/environments/production"))).isEqualTo(mapper.readTree("""
                        {"app": "quiet", "environment": "production", "agent": "agent-of-quiet", "version": null,
                         "releaseId": null, "since": null, "reported": null, "healthy": null, "drift": null, "drifted": null,
                         "underWay": null, "epoch": 0, "agentHeardAt": null, "agentSilentSince": null}"""));
    }

    @Test
    void listsItsBackups() {
        appIsThere("unsaved");

        assertThat(json(get("/api/v1/apps/unsaved/environments/production/backups")))
                .isEqualTo(mapper.readTree("""
                        {"at": null, "items": [], "schedules": [],
                         "note": "not told yet: agent agent-of-unsaved was never heard; see whether it runs and reaches the broker"}"""));
    }

    @Test
    void describesItself() {
        var docs = json(get("/v3/api-docs"));

        assertThat(docs.get("openapi").stringValue()).startsWith("3.1");
        assertThat(docs.get("paths").propertyNames())
                .contains(
                        "/api/v1/releases",
                        "/api/v1/releases/{id}/events",
                        "/api/v1/apps/{app}/environments/{environment}/rollback",
                        "/api/v1/parked/{id}/replay")
                .doesNotContain("/error");
        assertThat(docs.get("paths")
                        .get("/api/v1/releases")
                        .at("/post/responses/default/content")
                        .propertyNames())
                .containsExactly("application/problem+json");
        assertThat(docs.at("/components/securitySchemes/token/scheme").stringValue())
                .isEqualTo("bearer");
    }
}
