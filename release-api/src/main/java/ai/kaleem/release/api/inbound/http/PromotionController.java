package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.access.Scope.Action;
import ai.kaleem.release.api.release.PromoteRelease;
import ai.kaleem.release.api.request.PlacePromotion;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** A person's word that a release may go on: from a canary's pause, or from one environment to the next. */
@Tag(name = "Releases")
@RestController
class PromotionController {

    private final PromoteRelease promote;
    private final PlacePromotion place;

    PromotionController(PromoteRelease promote, PlacePromotion place) {
        this.promote = promote;
        this.place = place;
    }

    /**
     * Brings it to another environment, with the very images that ran where it succeeded. Its checks are not made again; what
     * people decide there is.
     */
    @Needs(Action.RELEASE_CREATE)
    @PostMapping(path = "/api/v1/releases/{id}/promotions", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<PlacedView> place(
            @PathVariable String id,
            @RequestBody EnvironmentForm form,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String key,
            @RequestAttribute(TokenFilter.CALLER) Caller caller) {
        var environment = form.environment();
        if (environment == null || environment.isBlank()) {
            throw new BadRequest("environment", "is missing", "name an environment of the app's plan");
        }
        caller.require(Action.RELEASE_CREATE, environment);
        return PlacedView.accepted(place.place(
                new PlacePromotion.Wish(Ids.release(id), environment, form.version(), form.reason()),
                caller,
                IdempotencyKey.checked(key)));
    }

    /**
     * @param version the final one, of a release candidate; null promotes it as it is
     * @param reason for everybody who is told
     */
    record EnvironmentForm(
            @Nullable String environment,
            @Nullable String version,
            @Nullable String reason) {}

    /** The agent is asked; where it stands the release says. Asked again with the same step it has no effect. */
    @Needs(Action.RELEASE_CREATE)
    @PostMapping(path = "/api/v1/releases/{id}/promote", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Void> promote(
            @PathVariable String id,
            @RequestBody(required = false) @Nullable PromotionForm form,
            @RequestAttribute(TokenFilter.CALLER) Caller caller) {
        var release = Ids.release(id);
        var said = form == null ? new PromotionForm(null, null) : form;
        promote.promote(release, said.environment(), said.step(), caller);
        return ResponseEntity.accepted()
                .location(URI.create(PlacedView.urlOf(release)))
                .build();
    }

    /**
     * @param step of the canary, from 1; null for the one that waits
     * @param environment where it waits; null where one alone does
     */
    record PromotionForm(@Nullable Integer step, @Nullable String environment) {}
}
