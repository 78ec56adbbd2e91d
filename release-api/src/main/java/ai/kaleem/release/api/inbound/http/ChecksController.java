package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.access.Scope.Action;
import ai.kaleem.release.api.release.ReleaseView;
import ai.kaleem.release.api.release.SignCheck;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** What people found when they looked at what runs. */
@Tag(name = "Releases")
@RestController
class ChecksController {

    private static final String SAY_WHAT = "say what you found";

    private final SignCheck sign;

    ChecksController(SignCheck sign) {
        this.sign = sign;
    }

    /** Answers with the release as it is now. One that did not pass needs a comment. */
    @Needs(Action.RELEASE_APPROVE)
    @PostMapping(path = "/api/v1/releases/{id}/checks/{check}", produces = MediaType.APPLICATION_JSON_VALUE)
    ReleaseView sign(
            @PathVariable String id,
            @PathVariable String check,
            @RequestBody CheckForm form,
            @RequestAttribute(TokenFilter.CALLER) Caller caller) {
        var release = Ids.release(id);
        var comment = Optional.ofNullable(form.comment())
                .filter(it -> !it.isBlank())
                .map(it -> Reason.of("comment", it, SAY_WHAT))
                .orElse(null);
        var found = switch (String.valueOf(form.outcome()).toLowerCase(Locale.ROOT)) {
            case "pass" -> new SignCheck.Found(check, true, comment, form.environment());
            case "fail" ->
                new SignCheck.Found(check, false, Reason.of("comment", comment, SAY_WHAT), form.environment());
            default -> throw new BadRequest("outcome", "is none we know", "use pass or fail");
        };
        return sign.sign(release, found, caller).view();
    }

    record CheckForm(
            @Schema(
                    example = "pass",
                    allowableValues = {"pass", "fail"})
            @Nullable String outcome,

            @Schema(example = "Ordered with both cards") @Nullable String comment,

            @Schema(example = "staging") @Nullable String environment) {}
}
