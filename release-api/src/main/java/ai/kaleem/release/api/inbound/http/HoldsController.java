package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.access.Scope.Action;
import ai.kaleem.release.api.release.HoldRelease;
import ai.kaleem.release.api.release.ReleaseView;
import ai.kaleem.release.api.request.PlaceRetry;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** A person keeps a release from its turn, lets it go on, or has it tried again. */
@Tag(name = "Releases")
@RestController
@RequestMapping(path = "/api/v1/releases/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
class HoldsController {

    private static final Form NOTHING = new Form(null, null);

    private final HoldRelease holds;
    private final PlaceRetry retries;

    HoldsController(HoldRelease holds, PlaceRetry retries) {
        this.holds = holds;
        this.retries = retries;
    }

    /**
     * @param reason for everybody who is told
     * @param environment where; null where one alone is meant
     */
    record Form(@Nullable String reason, @Nullable String environment) {}

    /** Answers with the release as it is now. Checks and approvals go on; its turn waits. */
    @Needs(Action.RELEASE_CREATE)
    @PostMapping("/pause")
    ReleaseView pause(
            @PathVariable String id, @RequestBody Form form, @RequestAttribute(TokenFilter.CALLER) Caller caller) {
        var reason = Reason.of(form.reason(), "say what it waits for");
        return holds.pause(Ids.release(id), form.environment(), caller, reason).view();
    }

    /** Answers with the release as it is now. */
    @Needs(Action.RELEASE_CREATE)
    @PostMapping("/resume")
    ReleaseView resume(
            @PathVariable String id,
            @RequestBody(required = false) @Nullable Form form,
            @RequestAttribute(TokenFilter.CALLER) Caller caller) {
        var said = Optional.ofNullable(form).orElse(NOTHING);
        var comment = said.reason() == null ? null : Reason.of(said.reason(), "leave it out");
        return holds.resume(Ids.release(id), said.environment(), caller, comment)
                .view();
    }

    /** A second person lets a hotfix pass the freezes that are on. Answers with the release as it is now. */
    @Needs(Action.RELEASE_APPROVE)
    @PostMapping("/freeze-waiver")
    ReleaseView waiveFreeze(
            @PathVariable String id, @RequestBody Form form, @RequestAttribute(TokenFilter.CALLER) Caller caller) {
        var reason = Reason.of(form.reason(), "say why it cannot wait");
        return holds.waiveFreeze(Ids.release(id), form.environment(), caller, reason)
                .view();
    }

    /** A new deployment of what did not come to serve. Its checks count; what people decide is asked again. */
    @Needs(Action.RELEASE_CREATE)
    @PostMapping("/retry")
    ResponseEntity<PlacedView> retry(
            @PathVariable String id,
            @RequestBody Form form,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String key,
            @RequestAttribute(TokenFilter.CALLER) Caller caller) {
        var environment = form.environment();
        if (environment == null || environment.isBlank()) {
            throw new BadRequest("environment", "is missing", "name the one in which it was tried");
        }
        caller.require(Action.RELEASE_CREATE, environment);
        var reason = form.reason() == null ? null : Reason.of(form.reason(), "leave it out");
        return PlacedView.accepted(
                retries.place(Ids.release(id), environment, reason, caller, IdempotencyKey.checked(key)));
    }
}
