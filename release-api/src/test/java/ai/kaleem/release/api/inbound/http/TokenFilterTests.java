package ai.kaleem.release.api.inbound.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.access.Doorkeeper;
import ai.kaleem.release.api.access.Pepper;
import ai.kaleem.release.api.access.TokenHash;
import ai.kaleem.release.api.access.TokenStore;
import ai.kaleem.release.api.access.Tokens;
import ai.kaleem.release.api.access.Tokens.Issued;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

/** Who asks for too much is told to wait, and holds up nobody else. */
class TokenFilterTests {

    /** Of a good form, as its last letters are the CRC-32 of the others. */
    private static final String GIVEN_OUT = "krl_%s_%s_2oLXuT".formatted("a".repeat(12), "b".repeat(43));

    private final TokenStore store = mock(TokenStore.class, invocation -> {
        throw new UncheckedIOException(new IOException("the store is away"));
    });
    private final TokenFilter filter = new TokenFilter(
            new Doorkeeper(
                    new Tokens(List.of(issued("operator"), issued("salma"))),
                    store,
                    new Pepper("a-pepper-of-the-tests-with-32-letters"),
                    Clock.systemUTC()),
            UncheckedIOException.class::isInstance,
            new ProblemWriter(JsonMapper.builder().build()),
            new Limits(2, 2));

    @Test
    void aCallerWaitsAndAnotherDoesNot() {
        var answers = IntStream.range(0, 30).mapToObj(i -> ask("krl_operator")).toList();

        assertThat(answers.getFirst().getStatus()).isEqualTo(200);
        saysToWait(answers.getLast(), "operator asks for too much at once; wait for 1 s");
        assertThat(ask("krl_salma").getStatus()).isEqualTo(200);
    }

    @Test
    void whoGuessesIsToldAtAWalkingPaceAndHoldsUpNobodyWithAToken() {
        var answers = IntStream.range(0, 30).mapToObj(i -> ask("krl_guess" + i)).toList();

        assertThat(answers.getFirst().getStatus()).isEqualTo(401);
        saysToWait(answers.getLast(), "Too many requests from your address had no token of ours; wait for 1 s");
        assertThat(ask("krl_operator").getStatus()).isEqualTo(200);
    }

    /** A holder of a token must not be told that there is none. */
    @Test
    void asksToComeBackWhereTheStoreIsAway() {
        var answer = ask(GIVEN_OUT);

        assertThat(answer.getStatus()).isEqualTo(503);
        assertThat(answer.getHeader("Retry-After")).isEqualTo("2");
        assertThat(ask("krl_operator").getStatus()).isEqualTo(200);
    }

    private MockHttpServletResponse ask(String token) {
        var request = new MockHttpServletRequest("GET", "/api/v1/releases");
        request.setServletPath("/api/v1/releases");
        request.addHeader("Authorization", "Bearer " + token);
        var response = new MockHttpServletResponse();
        try {
            filter.doFilter(request, response, new MockFilterChain());
        } catch (IOException | ServletException e) {
            throw new IllegalStateException(e);
        }
        return response;
    }

    private static void saysToWait(MockHttpServletResponse answer, String detail) {
        assertThat(answer.getStatus()).isEqualTo(429);
        assertThat(answer.getHeader("Retry-After")).isEqualTo("1");
        assertThat(new String(answer.getContentAsByteArray(), StandardCharsets.UTF_8))
                .contains(detail);
    }

    private static Issued issued(String name) {
        return new Issued(TokenHash.of("krl_" + name), new Caller(name));
    }
}
