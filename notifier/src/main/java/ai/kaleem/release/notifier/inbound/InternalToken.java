package ai.kaleem.release.notifier.inbound;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets other services in that bring the token of our file, which is read at each request, so that it can be changed. */
public final class InternalToken extends OncePerRequestFilter {

    private static final Logger log = LoggerFactory.getLogger(InternalToken.class);
    private static final String BEARER = "Bearer ";

    private final @Nullable String file;

    public InternalToken(@Nullable String file) {
        this.file = file;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var expected = token();
        var brought = request.getHeader("Authorization");
        if (expected == null) {
            refuse(response, 503, "This service knows no internal token: name its file in KALEEM_INTERNAL_TOKEN_FILE");
        } else if (brought == null || !brought.startsWith(BEARER)) {
            refuse(response, 401, "Bring the internal token: Authorization: Bearer <token>");
        } else if (!MessageDigest.isEqual(bytes(brought.substring(BEARER.length())), bytes(expected))) {
            refuse(response, 401, "This is not the internal token");
        } else {
            chain.doFilter(request, response);
        }
    }

    private @Nullable String token() {
        if (file == null || file.isBlank()) {
            return null;
        }
        try {
            var token = Files.readString(Path.of(file)).strip();
            return token.isEmpty() ? null : token;
        } catch (IOException e) {
            log.warn(
                    "Cannot read the internal token in {}: {}",
                    file,
                    e.getClass().getSimpleName());
            return null;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void refuse(HttpServletResponse response, int status, String detail) throws IOException {
        response.setStatus(status);
        if (status == 401) {
            response.setHeader("WWW-Authenticate", "Bearer");
        }
        response.setContentType("application/problem+json");
        response.getWriter()
                .write("{\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}"
                        .formatted(status == 401 ? "Unauthorized" : "Service Unavailable", status, detail));
    }
}
