package ai.kaleem.release.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pipeline runs, against a stand-in of release-api that gives written answers in order, the last one for good. */
class ReleaseAndWaitTests {

    private static final String TOKEN = "only-for-this-test";
    private static final Answer PLACED = new Answer(202, "{\"id\": \"R1\", \"deployment\": \"D2\"}");

    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private HttpServer standIn;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        standIn = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        standIn.createContext("/", this::answer);
        standIn.start();
    }

    @AfterEach
    void stop() {
        standIn.stop(0);
    }

    @Test
    void waitsUntilItSucceeded() throws Exception {
        var end = release(PLACED, at("CHECKING"), at("SUCCEEDED"));
        assertThat(end.code()).isZero();
        assertThat(end.printed()).startsWith("R1\n").contains("CHECKING");
        assertThat(seen.getFirst())
                .isEqualTo(new Seen(
                        "POST /api/v1/releases",
                        "run-1",
                        "Bearer " + TOKEN,
                        "{\"app\":\"shop\",\"environment\":\"staging\",\"ref\":\"v1.4.0\"}"));
    }

    @Test
    void promotesWhatSucceeded() throws Exception {
        assertThat(run(List.of("promote", "R1", "production"), PLACED, at("SUCCEEDED"))
                        .code())
                .isZero();
        assertThat(seen.getFirst().line()).isEqualTo("POST /api/v1/releases/R1/promotions");
        assertThat(seen.getFirst().body()).isEqualTo("{\"environment\":\"production\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"REJECTED", "FAILED", "ROLLED_BACK", "ROLLBACK_FAILED", "CANCELLED"})
    void failsWithTheReasonWhenItEndsOtherwise(String state) throws Exception {
        var end = release(PLACED, at(state));
        assertThat(end.code()).isEqualTo(1);
        assertThat(end.printed()).contains(state, "p95 412 ms", "Mend it");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 409, 422})
    void saysInTheApisWordsWhyItIsRefused(int status) throws Exception {
        var end = release(new Answer(status, "{\"title\": \"No\", \"detail\": \"do this instead\"}"));
        assertThat(end.code()).isEqualTo(3);
        assertThat(end.printed()).contains("No: do this instead");
        assertThat(seen).hasSize(1);
    }

    @Test
    void asksAgainUnderTheSameKey() throws Exception {
        var busy = new Answer(503, "{}");
        var slow = new Answer(429, "{}");
        assertThat(release(busy, slow, PLACED, busy, at("SUCCEEDED")).code()).isZero();
        assertThat(seen)
                .filteredOn(it -> it.line().startsWith("POST"))
                .hasSize(3)
                .allSatisfy(it -> assertThat(it.key()).isEqualTo("run-1"));
    }

    @Test
    void givesUpWhereNothingAnswers() throws Exception {
        standIn.stop(0);
        assertThat(release(PLACED).code()).isEqualTo(4);
    }

    @Test
    void givesUpWhereThereIsNoEndInTime() throws Exception {
        assertThat(release(PLACED, at("BAKING")).code()).isEqualTo(4);
    }

    @Test
    void refusesWrongUsage() throws Exception {
        assertThat(run(List.of("promote", "../R1", "production"), PLACED).code())
                .isEqualTo(2);
        assertThat(run(List.of("release", "shop"), PLACED).code()).isEqualTo(2);
        assertThat(seen).isEmpty();
    }

    private End release(Answer... said) throws Exception {
        return run(List.of("release", "shop", "staging", "v1.4.0"), said);
    }

    private End run(List<String> arguments, Answer... said) throws Exception {
        answers.addAll(Arrays.asList(said));
        var command = new ArrayList<String>();
        command.add(Path.of("..", "scripts", "release-and-wait").toString());
        command.addAll(arguments);
        var output = folder.resolve("output");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment()
                .put(
                        "KALEEM_RELEASE_URL",
                        "http://127.0.0.1:%d".formatted(standIn.getAddress().getPort()));
        builder.environment().put("KALEEM_RELEASE_TOKEN", TOKEN);
        builder.environment().put("KALEEM_RELEASE_KEY", "run-1");
        builder.environment().put("KALEEM_RELEASE_PAUSE", "0");
        builder.environment().put("KALEEM_RELEASE_POLL", "0");
        builder.environment().put("KALEEM_RELEASE_WAIT", "2");
        var process = builder.start();
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        var printed = Files.readString(output);
        assertThat(printed).doesNotContain(TOKEN);
        return new End(process.exitValue(), printed);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var headers = exchange.getRequestHeaders();
            seen.add(new Seen(
                    "%s %s".formatted(exchange.getRequestMethod(), exchange.getRequestURI()),
                    headers.getFirst("Idempotency-Key"),
                    headers.getFirst("Authorization"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            var next = answers.size() > 1 ? answers.remove() : answers.element();
            var body = next.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(next.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static Answer at(String state) {
        return new Answer(200, """
                {"deployments": [{"id": "D1", "state": "SUCCEEDED"},
                 {"id": "D2", "state": "%s", "reason": "p95 412 ms", "next": "Mend it"}]}""".formatted(state));
    }

    private record Answer(int status, String body) {}

    private record Seen(String line, String key, String authorization, String body) {}

    private record End(int code, String printed) {}
}
