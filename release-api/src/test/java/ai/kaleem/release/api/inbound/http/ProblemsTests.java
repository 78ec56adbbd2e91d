package ai.kaleem.release.api.inbound.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every bad input has its own status and a problem detail that says the mend. */
class ProblemsTests extends RunningApi {

    private static final String UNKNOWN = "01JD7Q4S0000000000000000R9";

    @BeforeEach
    void anApp() {
        putPlan("faults", """
                app: faults
                services: {api: {image: shop-api, port: 3000}}
                environments: {production: {agent: agent-of-faults}}
                """);
    }

    static Stream<Arguments> forms() {
        return Stream.of(
                Arguments.of(
                        "{\"app\": \"faults\",\n \"version\": }",
                        400,
                        "The body is no JSON: line 2, column 13 cannot be read"),
                Arguments.of("", 400, "The body is missing; send the form as JSON"),
                Arguments.of(
                        "{\"app\": \"a\", \"app\": \"b\"}",
                        400,
                        "The body is no JSON: line 1, column 19 cannot be read"),
                Arguments.of("{} {}", 400, null),
                Arguments.of(
                        "{\"app\": \"faults\", \"enviroment\": \"production\"}",
                        400,
                        "line 1: enviroment: is unknown; did you mean 'environment'?"),
                Arguments.of(
                        "{\"images\": [1]}",
                        400,
                        "line 1: images: has the wrong type; see GET /v3/api-docs for the form"),
                Arguments.of(
                        "{}",
                        422,
                        "app: is missing; name the app\nenvironment: is missing; name an environment of the app's plan"),
                Arguments.of(
                        form("nobody", "production", "\"version\": \"1.0.0\""),
                        404,
                        "No app 'nobody'; list them with GET /api/v1/apps, or put its plan with PUT /api/v1/apps/nobody"),
                Arguments.of(
                        form("faults", "staging", "\"version\": \"1.0.0\""),
                        404,
                        "The plan of 'faults' has no environment 'staging'; it has production"),
                Arguments.of(
                        form("faults", "production", "\"version\": \"one\""),
                        422,
                        "version: 'one' is no version; write a semantic version, for example 1.4.0 or 1.4.0-rc.1"),
                Arguments.of(
                        form("faults", "production", "\"version\": \"1.0.0\", \"type\": \"ROLLBACK\""),
                        422,
                        "type: is none we know; POST /api/v1/apps/{app}/environments/{environment}/rollback instead"),
                Arguments.of(
                        form("faults", "production", "\"version\": \"1.0.0\", \"type\": \"RC\""),
                        422,
                        "type: RC does not fit version 1.0.0; an RC has a version like 1.4.0-rc.1"),
                Arguments.of(
                        form("faults", "production", "\"ref\": \"v1.0.0\""),
                        422,
                        "ref: the plan of 'faults' has no repository; add repository to the plan, or leave ref out"));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aBadFormIsRefused(String body, int status, String detail) {
        var answer = post("/api/v1/releases", body);

        assertProblem(answer, status);
        if (detail != null) {
            assertThat(json(answer).get("detail").stringValue()).isEqualTo(detail);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/releases/x, 404",
        "GET, /api/v1/releases/" + UNKNOWN + ", 404",
        "GET, /api/v1/releases/" + UNKNOWN + "/events, 404",
        "GET, /api/v1/releases/" + UNKNOWN + "/gates/unit/log, 404",
        "GET, /api/v1/releases/" + UNKNOWN + "/deployments/" + UNKNOWN + "/steps/pull/log, 404",
        "POST, /api/v1/releases/" + UNKNOWN + "/cancellation, 404",
        "GET, /api/v1/apps/nobody, 404",
        "GET, /api/v1/apps/nobody/environments/production, 404",
        "GET, /api/v1/apps/faults/environments/staging, 404",
        "POST, /api/v1/apps/nobody/environments/production/rollback, 404",
        "POST, /api/v1/apps/faults/environments/production/rollback, 409",
        "POST, /api/v1/parked/nothing/replay, 404",
        "GET, /api/v1/nothing, 404",
        "GET, /nothing, 404",
        "DELETE, /api/v1/apps/faults, 405",
        "TRACE, /api/v1/apps, 405",
        "GET, /api/v1/releases?state=DONE, 400",
        "GET, /api/v1/releases?limit=0, 400",
        "GET, /api/v1/releases?limit=ten, 400",
        "GET, /api/v1/releases?before=x, 400"
    })
    void whatIsNotThereIsAProblem(String method, String path, int status) {
        assertProblem(send(authorized(path).method(method, BodyPublishers.noBody())), status);
    }

    @Test
    void aStreamThatCannotBeIsAProblemToo() {
        var path = "/api/v1/releases/%s/events".formatted(UNKNOWN);

        assertProblem(send(authorized(path).header("Accept", "text/event-stream")), 404);
        assertProblem(
                send(authorized(path).header("Accept", "text/event-stream").header("Last-Event-ID", "x")), 400);
    }

    /** JDK's client would not send it. */
    @Test
    void anAddressThatIsNoneIsAProblemToo() throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("GET /api/v1/releases?app=[a|b] HTTP/1.1\r\nHost: x\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer)
                    .startsWith("HTTP/1.1 400")
                    .contains("Content-Type: application/problem+json", "cannot be read")
                    .doesNotContain("a|b", "<html");
        }
    }

    @Test
    void namesTheTypesThatAreRead() {
        var answer = send(authorized("/api/v1/releases")
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("x")));

        assertProblem(answer, 415);
        assertThat(answer.body()).contains("send Content-Type: application/json");
        assertProblem(send(authorized("/api/v1/apps/faults").PUT(BodyPublishers.ofString("app: faults"))), 415);
    }

    @Test
    void namesTheTypesThatCanBeShown() {
        var answer = send(authorized("/api/v1/apps").header("Accept", "image/png"));

        assertProblem(answer, 406);
        assertThat(answer.body()).contains("ask with Accept: application/json");
    }

    @Test
    void readsNoMoreThanAPlanCanNeed() {
        var large = "{\"app\": \"%s\"}".formatted("x".repeat(BodyLimit.BYTES));

        assertProblem(post("/api/v1/releases", large), 413);
        // Without a length up front it shows while reading.
        var chunked =
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large.getBytes(StandardCharsets.UTF_8)));
        assertProblem(
                send(authorized("/api/v1/releases").header("Content-Type", JSON).POST(chunked)), 413);
        assertProblem(
                send(authorized("/api/v1/apps/faults")
                        .header("Content-Type", YAML)
                        .PUT(chunked)),
                413);
    }

    @Test
    void aPlanIsRefusedWithItsLines() {
        var malformed = putPlan("faults", "app: faults\nservices: {\n");
        assertProblem(malformed, 400);
        assertThat(json(malformed).get("line").intValue()).isEqualTo(3);

        var faulty = putPlan("faults", """
                app: faults
                services:
                  a: {image: a, dependsOn: [b]}
                  b: {image: b, dependsOn: [a]}
                environments: {production: {agent: vps-1}}
                """);
        assertProblem(faulty, 422);
        assertThat(json(faulty).get("errors").get(0)).isEqualTo(mapper.readTree("""
                        {"path": "services.a.dependsOn", "message": "a cycle: a -> b -> a",
                         "fix": "take one of these dependencies out", "line": 3}"""));

        assertProblem(putPlan("other", "app: faults\nservices: {a: {image: a}}\nenvironments: {p: {agent: a}}"), 422);
    }

    @Test
    void aPlanInAnotherCharacterSetIsNotGuessed() {
        var latin = "app: faults # \u00e9".getBytes(StandardCharsets.ISO_8859_1);
        var answer = send(
                authorized("/api/v1/apps/faults").header("Content-Type", YAML).PUT(BodyPublishers.ofByteArray(latin)));

        assertProblem(answer, 400);
        assertThat(answer.body()).contains("is not UTF-8");
    }

    private void assertProblem(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        var problem = json(answer);
        assertThat(problem.get("status").intValue()).isEqualTo(status);
        assertThat(problem.get("detail").stringValue()).isNotBlank();
        assertThat(problem.get("title").stringValue()).isNotBlank();
        assertThat(problem.get("instance").stringValue()).startsWith("/");
    }

    private static String form(String app, String environment, String more) {
        return "{\"app\": \"%s\", \"environment\": \"%s\", %s}".formatted(app, environment, more);
    }
}
