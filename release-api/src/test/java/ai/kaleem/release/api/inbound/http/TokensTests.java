package ai.kaleem.release.api.inbound.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Tokens given out, used, looked at and revoked. */
class TokensTests extends RunningApi {

    @Test
    void aTokenIsShownOnceAndLetsItsHolderDoWhatItIsForUntilItIsRevoked() {
        var answer = post("/api/v1/tokens", "{\"name\": \"ci-staging\", \"scopes\": [\"release:read\"]}");
        assertThat(answer.statusCode()).isEqualTo(201);
        var token = json(answer).get("token").stringValue();
        var address = answer.headers().firstValue("Location").orElseThrow();

        assertThat(as(token, "/api/v1/releases").statusCode()).isEqualTo(200);
        assertThat(as(token, "/api/v1/tokens").statusCode()).isEqualTo(403);
        var shown = get(address);
        assertThat(shown.body()).doesNotContain(token).doesNotContain("mac");
        assertThat(json(shown).get("state").stringValue()).isEqualTo("ACTIVE");
        assertThat(json(shown).get("createdBy").stringValue()).isEqualTo("operator");
        assertThat(json(shown).get("lastUsedAt").isNull()).isFalse();
        assertThat(json(get("/api/v1/tokens")).get("items").valueStream().map(it -> it.get("id")))
                .contains(json(shown).get("id"));

        assertThat(send(authorized(address).DELETE()).statusCode()).isEqualTo(204);
        assertThat(send(authorized(address).DELETE()).statusCode()).isEqualTo(204);
        var refused = as(token, "/api/v1/releases");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(detail(refused)).contains("was revoked at").contains("by operator; ask for another");
        assertThat(json(get(address)).get("state").stringValue()).isEqualTo("REVOKED");
    }

    @Test
    void nobodyGivesMoreThanTheyHave() {
        var admin = json(post(
                        "/api/v1/tokens",
                        "{\"name\": \"admin\", \"scopes\": [\"token:admin\", \"release:create:staging\"]}"))
                .get("token")
                .stringValue();

        assertThat(issueAs(admin, "release:create:staging").statusCode()).isEqualTo(201);
        var refused = issueAs(admin, "release:create:production");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(detail(refused)).contains("lacks the scope release:create:production");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"scopes": ["release:read"]}                                              | name: is missing; use up to 64 letters
            {"name": "two words", "scopes": ["release:read"]}                         | name: is no name; use up to 64 letters
            {"name": "ci"}                                                            | scopes: is missing; name from 1 to 50
            {"name": "ci", "scopes": ["release:everything"]}                          | scopes[0]: cannot be read; 'release:everything' is no scope; write one of
            {"name": "ci", "scopes": [null]}                                          | scopes[0]: cannot be read;
            {"name": "ci", "scopes": ["release:read"], "expiresAt": "tomorrow"}       | expiresAt: is no time; write it as
            {"name": "ci", "scopes": ["release:read"], "expiresAt": "2020-01-01T00:00:00Z"} | expiresAt: is past or too far away; name a time within 366 days
            {"name": "ci", "scopes": ["release:read"], "expiresAt": "2999-01-01T00:00:00Z"} | expiresAt: is past or too far away; name a time within 366 days
            """)
    void saysWhatIsWrongWithARequest(String body, String detail) {
        var answer = post("/api/v1/tokens", body);

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(detail(answer)).contains(detail);
    }

    @Test
    void saysWhereThereIsNone() {
        assertThat(get("/api/v1/tokens/nobody").statusCode()).isEqualTo(404);
        assertThat(detail(send(authorized("/api/v1/tokens/nobody").DELETE())))
                .isEqualTo("No token has the id nobody; list them with GET /api/v1/tokens");
    }

    private HttpResponse<String> issueAs(String token, String scope) {
        return send(to("/api/v1/tokens")
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", JSON)
                .POST(BodyPublishers.ofString("{\"name\": \"ci\", \"scopes\": [\"%s\"]}".formatted(scope))));
    }

    private HttpResponse<String> as(String token, String path) {
        return send(to(path).header("Authorization", "Bearer " + token));
    }

    private String detail(HttpResponse<String> answer) {
        JsonNode detail = json(answer).get("detail");
        return detail.stringValue();
    }
}
