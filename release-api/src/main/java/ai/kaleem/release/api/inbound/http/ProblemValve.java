package ai.kaleem.release.api.inbound.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/** Says as a problem what Tomcat refuses before any of our code sees it, as an address that is none. */
final class ProblemValve extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        var status = HttpStatus.resolve(response.getStatus());
        if (status == null || !status.isError() || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        // Nothing of the request is repeated: it was refused because it cannot be read.
        var problem = "{\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}"
                .formatted(
                        status.getReasonPhrase(),
                        status.value(),
                        status.is4xxClientError()
                                ? "The request line or a header cannot be read; encode what is no letter or digit, and send less"
                                : "Something broke on our side; the log of release-api says what");
        try {
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.setCharacterEncoding(StandardCharsets.UTF_8.name());
            var writer = response.getReporter();
            if (writer != null) {
                writer.write(problem);
                response.finishResponse();
            }
        } catch (IOException e) {
            // Whoever asked has gone: there is nobody to tell.
            container.getLogger().debug("The reader went away", e);
        }
    }
}
