package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.access.Scope.Action;
import ai.kaleem.release.api.environment.ReadDrills;
import ai.kaleem.release.api.plan.Plans;
import ai.kaleem.release.api.request.PlaceDrill;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
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
import org.springframework.web.bind.annotation.RestController;

/** Proves backups where that harms nobody. */
@Tag(name = "Environments")
@RestController
@RequestMapping(
        path = "/api/v1/apps/{app}/environments/{environment}/drills",
        produces = MediaType.APPLICATION_JSON_VALUE)
class DrillsController {

    private final Plans plans;
    private final PlaceDrill place;
    private final ReadDrills drills;

    DrillsController(Plans plans, PlaceDrill place, ReadDrills drills) {
        this.plans = plans;
        this.place = place;
        this.drills = drills;
    }

    /** Restores a backup in a throw-away container, compares what is in it, and runs the plan's check there. */
    @Needs(Action.ENVIRONMENT_MANAGE)
    @PostMapping
    ResponseEntity<DrillView> drill(
            @PathVariable String app,
            @PathVariable String environment,
            @RequestBody(required = false) @Nullable DrillForm form,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String key,
            @RequestAttribute(TokenFilter.CALLER) Caller caller) {
        var wanted = form == null ? new DrillForm(null, null) : form;
        var id =
                place.place(app, environment, wanted.datastore(), wanted.backup(), caller, IdempotencyKey.checked(key));
        var url = "/api/v1/apps/%s/environments/%s/drills".formatted(app, environment);
        return ResponseEntity.accepted().location(URI.create(url)).body(new DrillView(id, url));
    }

    /** Those that were asked for or due, the newest first. */
    @Needs(Action.RELEASE_READ)
    @GetMapping
    ReadDrills.View drills(@PathVariable String app, @PathVariable String environment) {
        var planned = plans.get(app).plan().environment(environment);
        return drills.read(app, planned.name(), planned.agent());
    }

    /**
     * @param datastore one of the plan's; without one, each that can be drilled
     * @param backup id as the list of backups has it; without one, the newest
     */
    record DrillForm(@Nullable String datastore, @Nullable String backup) {}

    /**
     * @param id under which its outcome is told
     * @param url where
     */
    record DrillView(String id, String url) {}
}
