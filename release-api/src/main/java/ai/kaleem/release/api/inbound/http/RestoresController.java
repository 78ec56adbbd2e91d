package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.access.Scope.Action;
import ai.kaleem.release.api.request.PlaceRestore;
import ai.kaleem.release.api.request.PlaceRestore.Selection;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Brings data back as it was; the version that runs stays. */
@Tag(name = "Environments")
@RestController
@RequestMapping(
        path = "/api/v1/apps/{app}/environments/{environment}/restores",
        produces = MediaType.APPLICATION_JSON_VALUE)
class RestoresController {

    private final PlaceRestore place;

    RestoresController(PlaceRestore place) {
        this.place = place;
    }

    /**
     * Requests wait while the data is dumped as it is, brought back, and the version that runs is started with it. Where that does
     * not go well the data is put back. With {@code dryRun} it is only said what would be restored and lost: it ends CANCELLED,
     * and the log of its step {@code preflight} has it.
     */
    @Needs(Action.ENVIRONMENT_MANAGE)
    @PostMapping
    ResponseEntity<PlacedView> restore(
            @PathVariable String app,
            @PathVariable String environment,
            @RequestParam(defaultValue = "false") boolean dryRun,
            @RequestBody(required = false) @Nullable RestoreForm form,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String key,
            @RequestAttribute(TokenFilter.CALLER) Caller caller) {
        var wanted = form == null ? new RestoreForm(null, null, null, null) : form;
        return PlacedView.accepted(place.place(
                app,
                environment,
                new Selection(wanted.datastore(), wanted.backup(), wanted.before()),
                dryRun,
                wanted.reason(),
                caller,
                IdempotencyKey.checked(key)));
    }

    /**
     * @param datastore one of the plan's; without one, that of the backup, or all
     * @param backup id as the list of backups has it
     * @param before instead of a backup: the version whose release the data is wanted from before
     * @param reason for everybody who is told
     */
    record RestoreForm(
            @Nullable String datastore,
            @Nullable String backup,
            @Nullable String before,
            @Nullable String reason) {}
}
