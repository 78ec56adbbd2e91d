package ai.kaleem.release.api.inbound.http;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.api.access.Scope.Action;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** A token lets its holder do what its scopes say, where they say it. */
class ScopesTests extends RunningApi {

    private static final String SCHEMA = "/api/v1/schemas/plan.json";

    @Autowired
    @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping endpoints;

    /** Every endpoint there is, so that a new one cannot be forgotten. */
    @Test
    void everyEndpointRefusesATokenThatLacksItsScope() {
        var matrix = new TreeMap<String, Action>();
        endpoints.getHandlerMethods().forEach((info, method) -> {
            if (ScopeCheck.isOurs(method)) {
                refuses(info, method, matrix);
            }
        });

        assertThat(matrix).hasSizeGreaterThan(25);
        assertThat(matrix.values()).contains(Action.values());
        matrix.forEach((endpoint, action) -> System.out.printf("%-75s %s%n", endpoint, action));
    }

    private void refuses(RequestMappingInfo info, HandlerMethod method, TreeMap<String, Action> matrix) {
        var needs = method.getMethodAnnotation(Needs.class);
        assertThat(needs).as("%s says what it needs", method).isNotNull();
        for (var path : info.getPatternValues()) {
            for (var verb : info.getMethodsCondition().getMethods()) {
                var answer = call(verb.name(), path, tokenWithout(needs.value()));
                if (path.equals(SCHEMA)) {
                    assertThat(answer.statusCode()).isEqualTo(200);
                    continue;
                }
                if (path.startsWith(WebhooksController.PATH)) {
                    assertThat(answer.statusCode())
                            .as("a token is no signature")
                            .isEqualTo(401);
                    continue;
                }
                assertThat(answer.statusCode()).as("%s %s", verb, path).isEqualTo(403);
                assertThat(answer.body()).contains("lacks the scope %s".formatted(needs.value()));
                assertThat(call(verb.name(), path, TOKEN).statusCode())
                        .as("%s %s with every scope", verb, path)
                        .isNotIn(401, 403);
                matrix.put("%s %s".formatted(verb, path), needs.value());
            }
        }
    }

    private HttpResponse<String> call(String verb, String path, String token) {
        var url = path.replace("{id}", "01JD7Q4S0000000000000000R1")
                .replace("{deployment}", "01JD7Q4S0000000000000000D1")
                .replaceAll("\\{\\w+}", "nowhere");
        return send(to(url.endsWith("/next-version") ? url + "?ref=main" : url)
                .header("Authorization", "Bearer " + token)
                .header(
                        "Content-Type",
                        url.endsWith("/notes") ? "text/markdown" : url.matches(".*/apps/\\w+") ? YAML : JSON)
                .method(verb, BodyPublishers.ofString("{}")));
    }

    @Test
    void aReleaseNeedsTheScopeOfItsEnvironment() {
        putPlan("scoped", """
                app: scoped
                services: {api: {image: shop-api, port: 3000}}
                environments:
                  staging: {agent: agent-of-scoped, publish: "127.0.0.1:3001", approvals: 1}
                  production: {agent: agent-of-scoped, publish: "127.0.0.1:3000", approvals: 1}
                """);
        var creates = tokenFor(Action.RELEASE_CREATE);
        var approves = tokenFor(Action.RELEASE_APPROVE);

        assertThat(release(creates, "staging", "1.0.0").statusCode()).isEqualTo(202);
        var refused = release(creates, "production", "1.0.1");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(json(refused).get("detail").stringValue())
                .isEqualTo("The token of scoped lacks the scope release:create:production;"
                        + " use one that has it, or ask for one");
        var inProduction =
                json(release(TOKEN, "production", "1.0.2")).get("url").stringValue();
        assertThat(decide(approves, inProduction).statusCode()).isEqualTo(403);
        assertThat(decide(SALMA, inProduction).statusCode()).isEqualTo(200);
        var cancelled = json(release(TOKEN, "production", "1.0.3")).get("url").stringValue();
        assertThat(as(creates, cancelled + "/cancellation", "{}").statusCode()).isEqualTo(403);
        assertThat(as(creates, cancelled + "/promotions", "{\"environment\": \"production\"}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(as(TOKEN, cancelled + "/cancellation", "{}").statusCode()).isEqualTo(202);
        assertThat(as(tokenFor(Action.RELEASE_ROLLBACK), "/api/v1/apps/scoped/environments/production/rollback", "{}")
                        .statusCode())
                .isEqualTo(403);
    }

    private HttpResponse<String> release(String token, String environment, String version) {
        return as(
                token,
                "/api/v1/releases",
                "{\"app\": \"scoped\", \"environment\": \"%s\", \"version\": \"%s\"}".formatted(environment, version));
    }

    private HttpResponse<String> decide(String token, String url) {
        return as(token, url + "/approvals", "{\"decision\": \"approve\"}");
    }

    private HttpResponse<String> as(String token, String path, String body) {
        return send(to(path).header("Authorization", "Bearer " + token)
                .header("Content-Type", JSON)
                .POST(BodyPublishers.ofString(body)));
    }
}
