package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.access.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/** Lets a request through to one of our controllers where the scopes of its token cover what the method {@link Needs}. */
final class ScopeCheck implements HandlerInterceptor {

    private static final String OURS = ScopeCheck.class.getPackageName();

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method && isOurs(method)) {
            check(request, method);
        }
        return true;
    }

    private static void check(HttpServletRequest request, HandlerMethod method) {
        var needs = method.getMethodAnnotation(Needs.class);
        if (needs == null) {
            throw new IllegalStateException("%s does not say what it needs".formatted(method));
        }
        // The schema of plans is in the open, where nobody calls by a name.
        if (request.getAttribute(TokenFilter.CALLER) instanceof Caller caller) {
            var action = needs.value();
            if (action.isSomewhere() && environment(request) instanceof String environment) {
                caller.require(action, environment);
            } else {
                caller.require(action);
            }
        }
    }

    private static @Nullable Object environment(HttpServletRequest request) {
        return request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> variables
                ? variables.get("environment")
                : null;
    }

    /** Of ours, and no answer to what went wrong before. */
    static boolean isOurs(HandlerMethod method) {
        var type = method.getBeanType();
        return type.getPackageName().equals(OURS) && !ErrorController.class.isAssignableFrom(type);
    }
}
