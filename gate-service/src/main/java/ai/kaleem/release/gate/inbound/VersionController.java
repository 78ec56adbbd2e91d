package ai.kaleem.release.gate.inbound;

import ai.kaleem.release.common.contract.VersionProposal;
import ai.kaleem.release.common.contract.VersionQuestion;
import ai.kaleem.release.gate.version.ProposeVersion;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Which version a ref would be; only release-api asks. The question is a body, so that no address of a repository is logged. */
@RestController
class VersionController {

    private final ProposeVersion propose;

    VersionController(ProposeVersion propose) {
        this.propose = propose;
    }

    @PostMapping(path = "/internal/next-version", produces = MediaType.APPLICATION_JSON_VALUE)
    VersionProposal propose(@RequestBody VersionQuestion question) throws InterruptedException {
        return propose.propose(question);
    }

    @ExceptionHandler
    ProblemDetail unfit(ProposeVersion.Unfit e) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.UNPROCESSABLE_CONTENT, e.getMessage());
    }

    @ExceptionHandler
    ProblemDetail away(ProposeVersion.Away e) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, e.getMessage());
    }
}
