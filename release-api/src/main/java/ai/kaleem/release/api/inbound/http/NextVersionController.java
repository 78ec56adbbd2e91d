package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.access.Scope.Action;
import ai.kaleem.release.api.version.NextVersion;
import ai.kaleem.release.common.contract.VersionProposal;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Locale;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Which version a ref would be, commit by commit. */
@Tag(name = "Apps")
@RestController
class NextVersionController {

    private final NextVersion next;

    NextVersionController(NextVersion next) {
        this.next = next;
    }

    /** By the Conventional Commits since the version before; {@code version} is null where none asks for one. Reserves nothing. */
    @Needs(Action.RELEASE_READ)
    @GetMapping(path = "/api/v1/apps/{app}/next-version", produces = MediaType.APPLICATION_JSON_VALUE)
    VersionProposal next(
            @PathVariable String app,
            @Parameter(description = "branch, tag or commit", example = "main") @RequestParam String ref,
            @Parameter(schema = @Schema(allowableValues = {"REGULAR", "RC"})) @RequestParam(defaultValue = "REGULAR")
                    String type) {
        return next.of(
                app,
                ref,
                switch (type.toUpperCase(Locale.ROOT)) {
                    case "REGULAR" -> false;
                    case "RC" -> true;
                    default ->
                        throw new BadRequest("type", "is none that a version is computed for", "use REGULAR or RC");
                });
    }
}
