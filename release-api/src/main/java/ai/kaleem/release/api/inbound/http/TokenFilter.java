package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.access.Doorkeeper;
import ai.kaleem.release.api.access.TokenRefused;
import ai.kaleem.release.common.messaging.StoreDown;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets nobody in without a token, except to ask whether we are healthy and, as editors do, for the schema
 * of a plan; webhooks prove themselves otherwise. */
final class TokenFilter extends OncePerRequestFilter {

    /** The request attribute that holds the {@link Caller}. */
    static final String CALLER = "kaleem.caller";

    private static final String SCHEME = "Bearer ";
    private static final String CHALLENGE = "Bearer realm=\"kaleem-release\"";
    private static final String HEALTH = "/actuator/health";
    private static final String WEBHOOKS = WebhooksController.PATH + "/";
    private static final String SCHEMA = "/api/v1/schemas/plan.json";

    private final Doorkeeper doorkeeper;
    private final StoreDown storeDown;
    private final ProblemWriter problems;
    private final Pace callers;
    private final Pace strangers;

    TokenFilter(Doorkeeper doorkeeper, StoreDown storeDown, ProblemWriter problems, Limits limits) {
        this.doorkeeper = doorkeeper;
        this.storeDown = storeDown;
        this.problems = problems;
        this.callers = new Pace(limits.perCaller());
        this.strangers = new Pace(limits.refusedPerAddress());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null) {
            refuse(request, response, CHALLENGE, "A token is missing; send it as 'Authorization: Bearer krl_...'");
            return;
        }
        Caller caller;
        try {
            caller = doorkeeper.admit(tokenOf(header));
        } catch (TokenRefused e) {
            refuse(request, response, CHALLENGE + ", error=\"invalid_token\"", String.valueOf(e.getMessage()));
            return;
        } catch (RuntimeException e) {
            if (!storeDown.test(e)) {
                throw e;
            }
            response.setHeader(HttpHeaders.RETRY_AFTER, "2");
            problems.write(
                    request,
                    response,
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "The database that knows the tokens does not answer; try again in a moment");
            return;
        }
        letIn(caller, request, response, chain);
    }

    private void letIn(Caller caller, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var wait = callers.next(caller.name());
        if (wait.isZero()) {
            request.setAttribute(CALLER, caller);
            chain.doFilter(request, response);
        } else {
            slowDown(request, response, wait, "%s asks for too much at once".formatted(caller.name()));
        }
    }

    /** The path as the servlet container decoded and normalized it, so that no spelling of another path gets through. */
    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        var path = request.getServletPath();
        return path.equals(HEALTH)
                || path.startsWith(HEALTH + "/")
                || path.startsWith(WEBHOOKS) && request.getMethod().equals("POST")
                || path.equals(SCHEMA) && request.getMethod().equals("GET");
    }

    private static String tokenOf(String header) {
        return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? header.substring(SCHEME.length()).trim()
                : "";
    }

    /** One that only ever guesses is told so at a walking pace. */
    private void refuse(HttpServletRequest request, HttpServletResponse response, String challenge, String detail)
            throws IOException {
        var wait = strangers.next(request.getRemoteAddr());
        if (wait.isZero()) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, challenge);
            problems.write(request, response, HttpStatus.UNAUTHORIZED, detail);
        } else {
            slowDown(request, response, wait, "Too many requests from your address had no token of ours");
        }
    }

    /** RFC 6585, section 4. */
    private void slowDown(HttpServletRequest request, HttpServletResponse response, Duration wait, String why)
            throws IOException {
        var seconds = wait.plusSeconds(1).minusNanos(1).toSeconds();
        response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        problems.write(request, response, HttpStatus.TOO_MANY_REQUESTS, "%s; wait for %d s".formatted(why, seconds));
    }
}
