package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.access.NoPepper;
import ai.kaleem.release.api.access.NotAllowed;
import ai.kaleem.release.api.access.Senders.SenderUnknown;
import ai.kaleem.release.api.access.TokenUnknown;
import ai.kaleem.release.api.document.UnreadableDocument;
import ai.kaleem.release.api.freeze.FreezeUnknown;
import ai.kaleem.release.api.inbound.plan.Malformed;
import ai.kaleem.release.api.notes.NotesChanged;
import ai.kaleem.release.api.notes.NotesPublished;
import ai.kaleem.release.api.parking.ParkedSettled;
import ai.kaleem.release.api.parking.ParkedUnknown;
import ai.kaleem.release.api.plan.AppUnknown;
import ai.kaleem.release.api.plan.EnvironmentUnknown;
import ai.kaleem.release.api.plan.Fault;
import ai.kaleem.release.api.plan.FaultsFound;
import ai.kaleem.release.api.plan.PlanChanged;
import ai.kaleem.release.api.release.EnvironmentMissing;
import ai.kaleem.release.api.release.GatesSilent;
import ai.kaleem.release.api.release.LogUnknown;
import ai.kaleem.release.api.release.MigrationInTheWay;
import ai.kaleem.release.api.release.NotNow;
import ai.kaleem.release.api.release.NotUnderWay;
import ai.kaleem.release.api.release.NothingToApprove;
import ai.kaleem.release.api.release.NothingToDrill;
import ai.kaleem.release.api.release.NothingToPromote;
import ai.kaleem.release.api.release.NothingToRollBackTo;
import ai.kaleem.release.api.release.NothingToSign;
import ai.kaleem.release.api.release.OwnRelease;
import ai.kaleem.release.api.release.ReleaseUnknown;
import ai.kaleem.release.api.release.TooLateToCancel;
import ai.kaleem.release.api.release.TurnHeld;
import ai.kaleem.release.api.release.VersionTaken;
import ai.kaleem.release.api.request.KeyReused;
import ai.kaleem.release.api.version.RefUnknown;
import ai.kaleem.release.common.messaging.NotPublished;
import ai.kaleem.release.common.messaging.StoreDown;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import org.springframework.web.util.DisconnectedClientHelper;

/** Turns what went wrong into an RFC 9457 problem detail that says what to do. */
@RestControllerAdvice
class Problems extends ResponseEntityExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final String ROUTES = "see GET /v3/api-docs for what there is";

    private final StoreDown storeDown;

    Problems(ObjectProvider<StoreDown> storeDown) {
        this.storeDown = storeDown.getIfAvailable(() -> StoreDown.NEVER);
    }

    @ExceptionHandler
    ProblemDetail appUnknown(AppUnknown e) {
        return about("app", problem(HttpStatus.NOT_FOUND, e.getMessage()));
    }

    @ExceptionHandler
    ProblemDetail environmentUnknown(EnvironmentUnknown e) {
        return about("environment", problem(HttpStatus.NOT_FOUND, e.getMessage()));
    }

    @ExceptionHandler({
        ReleaseUnknown.class,
        FreezeUnknown.class,
        LogUnknown.class,
        ParkedUnknown.class,
        TokenUnknown.class
    })
    ProblemDetail unknown(RuntimeException e) {
        return problem(HttpStatus.NOT_FOUND, e.getMessage());
    }

    @ExceptionHandler({PlanChanged.class, NotesChanged.class})
    ProblemDetail changed(RuntimeException e) {
        return problem(HttpStatus.PRECONDITION_FAILED, e.getMessage());
    }

    @ExceptionHandler
    ProblemDetail versionTaken(VersionTaken e) {
        return about("version", problem(HttpStatus.CONFLICT, e.getMessage()));
    }

    @ExceptionHandler({
        MigrationInTheWay.class,
        NoPepper.class,
        NotNow.class,
        NotesPublished.class,
        NothingToApprove.class,
        NothingToDrill.class,
        NothingToRollBackTo.class,
        NotUnderWay.class,
        NothingToPromote.class,
        NothingToSign.class,
        ParkedSettled.class,
        TooLateToCancel.class,
        TurnHeld.class
    })
    ProblemDetail conflict(RuntimeException e) {
        return problem(HttpStatus.CONFLICT, e.getMessage());
    }

    @ExceptionHandler
    ProblemDetail environmentMissing(EnvironmentMissing e) {
        return about("environment", problem(HttpStatus.CONFLICT, e.getMessage()));
    }

    @ExceptionHandler
    ProblemDetail senderUnknown(SenderUnknown e) {
        return problem(HttpStatus.UNAUTHORIZED, e.getMessage());
    }

    @ExceptionHandler
    ProblemDetail notAllowed(NotAllowed e) {
        return problem(HttpStatus.FORBIDDEN, e.getMessage());
    }

    @ExceptionHandler
    ProblemDetail ownRelease(OwnRelease e) {
        return problem(HttpStatus.FORBIDDEN, e.getMessage());
    }

    @ExceptionHandler
    ProblemDetail keyReused(KeyReused e) {
        return about(IdempotencyKey.HEADER, problem(HttpStatus.UNPROCESSABLE_CONTENT, e.getMessage()));
    }

    @ExceptionHandler
    ProblemDetail malformed(Malformed e) {
        var problem = problem(HttpStatus.BAD_REQUEST, "The body cannot be read: %s".formatted(e.getMessage()));
        problem.setProperty("line", e.line());
        problem.setProperty("column", e.column());
        return problem;
    }

    @ExceptionHandler
    ProblemDetail faults(FaultsFound e) {
        return withFaults(HttpStatus.UNPROCESSABLE_CONTENT, e.faults());
    }

    @ExceptionHandler
    ProblemDetail badRequest(BadRequest e) {
        return withFaults(HttpStatus.BAD_REQUEST, List.of(e.fault()));
    }

    @ExceptionHandler
    ProblemDetail unreadable(UnreadableDocument e) {
        return problem(HttpStatus.INTERNAL_SERVER_ERROR, e.getMessage());
    }

    @ExceptionHandler
    ProblemDetail refUnknown(RefUnknown e) {
        return about("ref", problem(HttpStatus.UNPROCESSABLE_CONTENT, e.getMessage()));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> gatesSilent(GatesSilent e) {
        return later(e.getMessage());
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> notPublished(NotPublished e) {
        return later("%s; nothing is lost, try again in a moment".formatted(e.getMessage()));
    }

    @ExceptionHandler
    @Nullable ResponseEntity<ProblemDetail> unexpected(Exception e) {
        if (DisconnectedClientHelper.isClientDisconnectedException(e)) {
            LOG.debug("The reader went away", e);
            return null;
        }
        if (storeDown.test(e)) {
            LOG.warn("The database does not answer: {}", e.toString());
            return later("The database does not answer; nothing was taken in, try again in a moment");
        }
        if (tooLarge(e)) {
            return ResponseEntity.status(HttpStatus.CONTENT_TOO_LARGE)
                    .body(problem(HttpStatus.CONTENT_TOO_LARGE, BodyLimit.TooLarge.DETAIL));
        }
        LOG.error("A request failed", e);
        return ResponseEntity.internalServerError()
                .body(problem(
                        HttpStatus.INTERNAL_SERVER_ERROR,
                        "Something broke on our side; the log of release-api says what"));
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (tooLarge(e)) {
            var problem = problem(HttpStatus.CONTENT_TOO_LARGE, BodyLimit.TooLarge.DETAIL);
            return handleExceptionInternal(e, problem, headers, HttpStatus.CONTENT_TOO_LARGE, request);
        }
        return handleExceptionInternal(e, UnreadableBody.problem(e), headers, status, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpRequestMethodNotSupported(
            HttpRequestMethodNotSupportedException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        var known = e.getSupportedHttpMethods();
        var allowed = known == null
                ? ""
                : known.stream().map(HttpMethod::name).sorted().collect(Collectors.joining(", "));
        var problem =
                problem(status, "%s is not possible here; possible: %s; %s".formatted(e.getMethod(), allowed, ROUTES));
        return handleExceptionInternal(e, problem, headers, status, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMediaTypeNotSupported(
            HttpMediaTypeNotSupportedException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        var problem = problem(
                status,
                "%s is not read here; send Content-Type: %s"
                        .formatted(
                                e.getContentType() == null ? "A body without a type" : e.getContentType(),
                                named(e.getSupportedMediaTypes())));
        return handleExceptionInternal(e, problem, headers, status, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMediaTypeNotAcceptable(
            HttpMediaTypeNotAcceptableException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        var problem = problem(
                status,
                "This cannot be shown that way; ask with Accept: %s".formatted(named(e.getSupportedMediaTypes())));
        return handleExceptionInternal(e, problem, headers, status, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleNoResourceFoundException(
            NoResourceFoundException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return handleExceptionInternal(e, nothingHere(status), headers, status, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleNoHandlerFoundException(
            NoHandlerFoundException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return handleExceptionInternal(e, nothingHere(status), headers, status, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        var name = String.valueOf(e.getPropertyName());
        var problem = problem(status, "%s: has the wrong type; %s".formatted(name, ROUTES));
        return handleExceptionInternal(e, about(name, problem), headers, status, request);
    }

    private static ProblemDetail nothingHere(HttpStatusCode status) {
        return problem(status, "There is nothing at this address; %s".formatted(ROUTES));
    }

    /** Names the field that the detail is about. */
    private static ProblemDetail about(String field, ProblemDetail problem) {
        problem.setProperty("field", field);
        return problem;
    }

    private static ProblemDetail withFaults(HttpStatus status, List<Fault> faults) {
        var all = faults.stream().map(Fault::toString).collect(Collectors.joining("\n"));
        var problem = problem(status, all);
        problem.setProperty("errors", faults);
        return problem;
    }

    private static ResponseEntity<ProblemDetail> later(@Nullable String detail) {
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, "2")
                .body(problem(HttpStatus.SERVICE_UNAVAILABLE, detail));
    }

    private static ProblemDetail problem(HttpStatusCode status, @Nullable String detail) {
        return ProblemDetail.forStatusAndDetail(status, String.valueOf(detail));
    }

    private static String named(List<MediaType> types) {
        return types.stream().map(MediaType::toString).distinct().collect(Collectors.joining(" or "));
    }

    private static boolean tooLarge(Throwable e) {
        for (@Nullable Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof BodyLimit.TooLarge) {
                return true;
            }
        }
        return false;
    }
}
