package ai.kaleem.release.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the API may answer, against a stand-in of it that gives written answers in order, the last one for good. */
class ApiTests {

    private record Answer(int status, String body) {}

    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<String> keys = new ArrayList<>();
    private final List<String> trouble = new ArrayList<>();
    private HttpServer standIn;
    private Api api;

    @BeforeEach
    void start() throws IOException {
        standIn = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        standIn.createContext("/", this::answer);
        standIn.start();
        var uri = URI.create("http://127.0.0.1:" + standIn.getAddress().getPort());
        api = new Api(uri, "only-for-this-test", trouble::add, _ -> {});
    }

    @AfterEach
    void stop() {
        standIn.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
        assertThat(exchange.getRequestHeaders().getFirst("Authorization")).isEqualTo("Bearer only-for-this-test");
        var next = answers.size() > 1 ? answers.pop() : answers.peek();
        var body = next.body().getBytes(UTF_8);
        exchange.sendResponseHeaders(next.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Test
    void whatMayPassIsAskedAgainUnderTheSameKey() {
        answers.add(new Answer(503, "{\"detail\": \"The database does not answer\"}"));
        answers.add(new Answer(429, ""));
        answers.add(new Answer(202, "{\"id\": \"R1\"}"));

        assertThat(api.post("/api/v1/releases", Map.of("app", "shop"))
                        .path("id")
                        .asString())
                .isEqualTo("R1");
        assertThat(keys).hasSize(3).doesNotContainNull();
        assertThat(keys.stream().distinct()).hasSize(1);
        assertThat(trouble)
                .first()
                .asString()
                .contains("The database does not answer (503); again in 1 s".substring(0, 20));
    }

    @Test
    void whatIsRefusedIsSaidAsTheApiSaysIt() {
        answers.add(new Answer(409, "{\"detail\": \"It is FAILED already; there is nothing to cancel\"}"));

        assertThatThrownBy(() -> api.post("/api/v1/releases/R1/cancellation", Map.of()))
                .hasMessage("It is FAILED already; there is nothing to cancel (409)")
                .extracting(it -> ((Failure) it).exit())
                .isEqualTo(Exit.REFUSED);
        assertThat(keys).hasSize(1);
    }

    @Test
    void whatStandsBetweenIsSaidToo() {
        answers.add(new Answer(502, "<html>Bad Gateway</html>"));
        assertThatThrownBy(() -> api.get("/api/v1/releases")).hasMessage("502: <html>Bad Gateway</html>");
        answers.clear();
        answers.add(new Answer(200, "<html>a wrong door</html>"));
        assertThatThrownBy(() -> api.get("/api/v1/releases")).hasMessageContaining("is no JSON: is it release-api?");
    }

    @Test
    void oneThatNeverAnswersIsGivenUp() {
        standIn.stop(0);
        assertThatThrownBy(() -> api.get("/api/v1/releases"))
                .hasMessageContaining("does not answer")
                .extracting(it -> ((Failure) it).exit())
                .isEqualTo(Exit.NO_ANSWER);
        assertThat(trouble).hasSize(5);
    }
}
