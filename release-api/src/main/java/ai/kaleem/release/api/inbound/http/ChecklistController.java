package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.access.Scope.Action;
import ai.kaleem.release.api.release.Checklist;
import ai.kaleem.release.api.release.Releases;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What a team goes through before it calls a release done. */
@Tag(name = "Releases")
@RestController
class ChecklistController {

    private final Releases releases;

    ChecklistController(Releases releases) {
        this.releases = releases;
    }

    /** Ticked by facts; {@code done} is null where the plan asks for nothing of the kind. */
    @Needs(Action.RELEASE_READ)
    @GetMapping(path = "/api/v1/releases/{id}/checklist", produces = MediaType.APPLICATION_JSON_VALUE)
    Checklist checklist(
            @PathVariable String id,
            @Parameter(description = "where the release is in more than one", example = "production")
                    @RequestParam(required = false)
                    @Nullable String environment) {
        return Checklist.of(releases.get(Ids.release(id)), environment);
    }
}
