package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.access.Tokens;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets nobody in without a token, except to ask whether we are healthy and, as editors do, for the schema of a plan. */
final class TokenFilter extends OncePerRequestFilter {

    /** The request attribute that holds the {@link Caller}. */
    static final String CALLER = "kaleem.caller";

    private static final String SCHEME = "Bearer ";
    private static final String HEALTH = "/actuator/health";
    private static final String SCHEMA = "/api/v1/schemas/plan.json";

    private final Tokens tokens;
    private final ProblemWriter problems;

    TokenFilter(Tokens tokens, ProblemWriter problems) {
        this.tokens = tokens;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var header = request.getHeader(HttpHeaders.AUTHORIZATION);
        var caller = tokenOf(header).flatMap(tokens::callerWith);
        if (caller.isPresent()) {
            request.setAttribute(CALLER, caller.get());
            chain.doFilter(request, response);
        } else {
            refuse(request, response, header != null);
        }
    }

    /** The path as the servlet container decoded and normalized it, so that no spelling of another path gets through. */
    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        var path = request.getServletPath();
        return path.equals(HEALTH)
                || path.startsWith(HEALTH + "/")
                || path.equals(SCHEMA) && request.getMethod().equals("GET");
    }

    private static Optional<String> tokenOf(@Nullable String header) {
        return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Optional.of(header.substring(SCHEME.length()).trim())
                : Optional.empty();
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, boolean given) throws IOException {
        response.setHeader(
                HttpHeaders.WWW_AUTHENTICATE,
                given ? "Bearer realm=\"kaleem-release\", error=\"invalid_token\"" : "Bearer realm=\"kaleem-release\"");
        problems.write(
                request,
                response,
                HttpStatus.UNAUTHORIZED,
                given
                        ? "The token is not one of ours; send the API's token as 'Authorization: Bearer krl_...'"
                        : "A token is missing; send it as 'Authorization: Bearer krl_...'");
    }
}
