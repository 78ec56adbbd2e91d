package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.release.PromoteRelease;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** A person's word that a canary which waits may go on. */
@Tag(name = "Releases")
@RestController
class PromotionController {

    private final PromoteRelease promote;

    PromotionController(PromoteRelease promote) {
        this.promote = promote;
    }

    /** The agent is asked; where it stands the release says. Asked again with the same step it has no effect. */
    @PostMapping(path = "/api/v1/releases/{id}/promote", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Void> promote(
            @PathVariable String id,
            @RequestBody(required = false) @Nullable PromotionForm form,
            @RequestAttribute(TokenFilter.CALLER) Caller caller) {
        var release = Ids.release(id);
        var said = form == null ? new PromotionForm(null, null) : form;
        promote.promote(release, said.environment(), said.step(), caller.name());
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
