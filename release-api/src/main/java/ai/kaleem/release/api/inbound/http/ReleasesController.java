package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.access.Scope.Action;
import ai.kaleem.release.api.release.CancelRelease;
import ai.kaleem.release.api.release.ReleaseFilter;
import ai.kaleem.release.api.release.ReleasePage;
import ai.kaleem.release.api.release.ReleaseView;
import ai.kaleem.release.api.release.Releases;
import ai.kaleem.release.api.request.PlaceRelease;
import ai.kaleem.release.common.contract.DeploymentState;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Releases: ask for one, see them, call one off. */
@Tag(name = "Releases")
@RestController
@RequestMapping(path = "/api/v1/releases", produces = MediaType.APPLICATION_JSON_VALUE)
class ReleasesController {

    private final PlaceRelease place;
    private final CancelRelease cancel;
    private final Releases releases;

    ReleasesController(PlaceRelease place, CancelRelease cancel, Releases releases) {
        this.place = place;
        this.cancel = cancel;
        this.releases = releases;
    }

    @Needs(Action.RELEASE_CREATE)
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<PlacedView> post(
            @RequestBody ReleaseForm form,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String key,
            @RequestAttribute(TokenFilter.CALLER) Caller caller) {
        var order = form.order();
        caller.require(Action.RELEASE_CREATE, order.environment());
        return PlacedView.accepted(place.place(order, caller, IdempotencyKey.checked(key)));
    }

    /** Newest first. The next page is asked for with {@code before} set to {@code next}. */
    @Needs(Action.RELEASE_READ)
    @GetMapping
    ReleasePage list(
            @RequestParam(required = false) @Nullable String app,
            @RequestParam(required = false) @Nullable String environment,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String before,
            @RequestParam(required = false) @Nullable Integer limit) {
        return releases.list(new ReleaseFilter(
                app, environment, state(state), before == null ? null : Ids.inQuery("before", before), limit(limit)));
    }

    @Needs(Action.RELEASE_READ)
    @GetMapping("/{id}")
    ReleaseView get(@PathVariable String id) {
        return releases.get(Ids.release(id)).view();
    }

    @Needs(Action.RELEASE_CREATE)
    @PostMapping(path = "/{id}/cancellation")
    ResponseEntity<Void> cancel(
            @PathVariable String id,
            @RequestBody(required = false) @Nullable CancellationForm form,
            @RequestAttribute(TokenFilter.CALLER) Caller caller) {
        var reason = Optional.ofNullable(form).map(CancellationForm::reason).orElse("no reason given");
        var release = Ids.release(id);
        cancel.cancel(release, form == null ? null : form.environment(), caller, reason);
        return ResponseEntity.accepted()
                .location(URI.create(PlacedView.urlOf(release)))
                .build();
    }

    private static @Nullable DeploymentState state(@Nullable String state) {
        if (state == null) {
            return null;
        }
        try {
            return DeploymentState.valueOf(state.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new BadRequest(
                    "state", "is none we know", "use one of %s".formatted(Arrays.toString(DeploymentState.values())));
        }
    }

    private static int limit(@Nullable Integer limit) {
        if (limit == null) {
            return 50;
        }
        if (limit < 1 || limit > 200) {
            throw new BadRequest("limit", "is out of range", "use 1 to 200");
        }
        return limit;
    }

    record CancellationForm(
            @Nullable String reason, @Nullable String environment) {}
}
