package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.access.Scope.Action;
import ai.kaleem.release.api.request.PlaceAdoption;
import ai.kaleem.release.api.request.PlaceHandling;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What is done about the release that runs: it is put right, accepted otherwise, given back to Docker Compose, compared. */
@Tag(name = "Environments")
@RestController
@RequestMapping(path = "/api/v1/apps/{app}/environments/{environment}", produces = MediaType.APPLICATION_JSON_VALUE)
class HandlingController {

    private final PlaceHandling handling;
    private final PlaceAdoption adoption;

    HandlingController(PlaceHandling handling, PlaceAdoption adoption) {
        this.handling = handling;
        this.adoption = adoption;
    }

    /** What was released stands there again: Docker Compose's own container goes, what was changed by hand is made anew. */
    @Needs(Action.ENVIRONMENT_MANAGE)
    @PostMapping(path = "/drift/put-right")
    ResponseEntity<PlacedView> putRight(
            @PathVariable String app,
            @PathVariable String environment,
            @RequestBody(required = false) @Nullable PutRightForm form,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String key,
            @RequestAttribute(TokenFilter.CALLER) Caller caller) {
        return place(app, environment, Kind.PUT_RIGHT, form == null ? null : form.reason(), caller, key);
    }

    /** What Docker Compose put in its place becomes a release, by another adoption. */
    @Needs(Action.ENVIRONMENT_MANAGE)
    @PostMapping(path = "/drift/accept")
    ResponseEntity<PlacedView> accept(
            @PathVariable String app,
            @PathVariable String environment,
            @RequestBody(required = false) EnvironmentsController.@Nullable AdoptionForm form,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String key,
            @RequestAttribute(TokenFilter.CALLER) Caller caller) {
        return PlacedView.accepted(adoption.place(
                app,
                environment,
                form == null ? null : form.version(),
                false,
                form == null ? null : form.reason(),
                caller,
                IdempotencyKey.checked(key)));
    }

    /**
     * Gives what was adopted back to Docker Compose, in the version that runs, or says what that would change: a dry run ends
     * CANCELLED, and the log of its step {@code preflight} has the changes.
     */
    @Needs(Action.ENVIRONMENT_MANAGE)
    @DeleteMapping(path = "/adoption")
    ResponseEntity<PlacedView> giveBack(
            @PathVariable String app,
            @PathVariable String environment,
            @RequestParam(defaultValue = "false") boolean dryRun,
            @RequestParam(required = false) @Nullable String reason,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String key,
            @RequestAttribute(TokenFilter.CALLER) Caller caller) {
        return place(app, environment, dryRun ? Kind.GIVE_BACK_DRY_RUN : Kind.GIVE_BACK, reason, caller, key);
    }

    /**
     * Compares the env files on the server with what the version that runs was made with: it ends CANCELLED, and the log of its
     * step {@code preflight} has the differences, by names and hashes.
     */
    @Needs(Action.ENVIRONMENT_MANAGE)
    @PostMapping(path = "/configuration/check")
    ResponseEntity<PlacedView> check(
            @PathVariable String app,
            @PathVariable String environment,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String key,
            @RequestAttribute(TokenFilter.CALLER) Caller caller) {
        return place(app, environment, Kind.CONFIGURATION_CHECK, null, caller, key);
    }

    private ResponseEntity<PlacedView> place(
            String app, String environment, Kind kind, @Nullable String reason, Caller caller, @Nullable String key) {
        return PlacedView.accepted(handling.place(app, environment, kind, reason, caller, IdempotencyKey.checked(key)));
    }

    /** @param reason for everybody who is told */
    record PutRightForm(@Nullable String reason) {}
}
