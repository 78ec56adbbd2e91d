package ai.kaleem.release.api.inbound.http;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

/** Answers what went wrong outside of every controller. */
@Hidden
@RestController
class FallbackErrors implements ErrorController {

    @RequestMapping("/error")
    ResponseEntity<ProblemDetail> error(HttpServletRequest request) {
        var code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer known ? known : 404;
        var status = HttpStatus.resolve(code);
        var problem = ProblemDetail.forStatusAndDetail(
                status == null ? HttpStatus.INTERNAL_SERVER_ERROR : status,
                code < 500
                        ? "The request cannot be answered; see GET /v3/api-docs for what there is"
                        : "Something broke on our side; the log of release-api says what");
        if (request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String asked) {
            problem.setInstance(UriComponentsBuilder.fromPath(asked).build().toUri());
        }
        return ResponseEntity.status(problem.getStatus()).body(problem);
    }
}
