package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.inbound.plan.Spelling;
import ai.kaleem.release.api.plan.Fault;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says what of a JSON body could not be read, and where. The body itself is never repeated: it may hold anything. */
final class UnreadableBody {

    private UnreadableBody() {}

    static ProblemDetail problem(HttpMessageNotReadableException e) {
        return switch (e.getCause()) {
            case UnrecognizedPropertyException unknown -> fault(unknown, "is unknown", mendOf(unknown));
            case DatabindException wrong -> fault(wrong, "has the wrong type", "see GET /v3/api-docs for the form");
            case JacksonException broken -> broken(broken);
            case null, default ->
                ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, "The body is missing; send the form as JSON");
        };
    }

    private static ProblemDetail broken(JacksonException e) {
        var at = e.getLocation();
        var line = at == null ? 1 : Math.max(1, at.getLineNr());
        var column = at == null ? 1 : Math.max(1, at.getColumnNr());
        var problem = ProblemDetail.forStatusAndDetail(
                HttpStatus.BAD_REQUEST,
                "The body is no JSON: line %d, column %d cannot be read".formatted(line, column));
        problem.setProperty("line", line);
        problem.setProperty("column", column);
        return problem;
    }

    private static ProblemDetail fault(DatabindException e, String message, String fix) {
        var path = pathOf(e);
        var at = e.getLocation();
        var fault = new Fault(path, message, fix);
        var placed = at == null || at.getLineNr() < 1 ? fault : fault.onLine(at.getLineNr());
        var problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, placed.toString());
        problem.setProperty("errors", List.of(placed));
        return problem;
    }

    private static String pathOf(DatabindException e) {
        var path = new StringBuilder();
        for (var part : e.getPath()) {
            var name = part.getPropertyName();
            if (name == null) {
                path.append('[').append(part.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(name);
            }
        }
        return path.isEmpty() ? "the body" : path.toString();
    }

    private static String mendOf(UnrecognizedPropertyException e) {
        Collection<Object> ids = e.getKnownPropertyIds();
        var known = new ArrayList<String>();
        if (ids != null) {
            ids.forEach(it -> known.add(it.toString()));
        }
        return Spelling.nearest(e.getPropertyName(), known)
                .map("did you mean '%s'?"::formatted)
                .orElse("leave it out; known are %s".formatted(String.join(", ", known)));
    }
}
