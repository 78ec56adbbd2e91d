package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.audit.AuditNote;
import ai.kaleem.release.api.audit.PendingNotes;
import com.github.f4b6a3.ulid.UlidCreator;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Notes who asks to change something, from where, before it is done, and how that was answered: also what was refused. What is in
 * a body is not noted: there may be a secret in it.
 */
final class AuditedRequests implements HandlerInterceptor {

    private static final Set<String> CHANGES = Set.of("POST", "PUT", "PATCH", "DELETE");
    private static final String SOURCE = AuditedRequests.class.getName();
    private static final int LONGEST = 500;

    private final PendingNotes notes;
    private final Clock clock;

    AuditedRequests(PendingNotes notes, Clock clock) {
        this.notes = notes;
        this.clock = clock;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (CHANGES.contains(request.getMethod())
                && request.getAttribute(TokenFilter.CALLER) instanceof Caller caller
                && request.getAttribute(SOURCE) == null) {
            var source = "http:" + UlidCreator.getMonotonicUlid();
            request.setAttribute(SOURCE, source);
            notes.asked(new AuditNote(
                    source,
                    clock.instant().truncatedTo(ChronoUnit.MILLIS),
                    caller.name(),
                    request.getRemoteAddr(),
                    request.getMethod(),
                    cut(request.getRequestURI()),
                    null));
        }
        return true;
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception e) {
        if (request.getAttribute(SOURCE) instanceof String source) {
            notes.answered(source, response.getStatus());
        }
    }

    private static String cut(String path) {
        return path.length() <= LONGEST ? path : path.substring(0, LONGEST) + "…";
    }
}
