package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.access.Scope.Action;
import ai.kaleem.release.api.release.DecideRelease;
import ai.kaleem.release.api.release.ReleaseView;
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

/** A person's yes or no to a release that waits for it. */
@Tag(name = "Releases")
@RestController
class ApprovalsController {

    private static final String SAY_WHY = "say what speaks against it";

    private final DecideRelease decide;

    ApprovalsController(DecideRelease decide) {
        this.decide = decide;
    }

    /** Answers with the release as it is now. A decline needs a comment. */
    @Needs(Action.RELEASE_APPROVE)
    @PostMapping(path = "/api/v1/releases/{id}/approvals", produces = MediaType.APPLICATION_JSON_VALUE)
    ReleaseView decide(
            @PathVariable String id,
            @RequestBody ApprovalForm form,
            @RequestAttribute(TokenFilter.CALLER) Caller caller) {
        var release = Ids.release(id);
        var comment = Optional.ofNullable(form.comment())
                .filter(it -> !it.isBlank())
                .map(it -> Reason.of("comment", it, SAY_WHY))
                .orElse(null);
        var word = new DecideRelease.Word(caller, comment, form.environment(), form.fingerprint());
        var decided = switch (String.valueOf(form.decision()).toLowerCase(Locale.ROOT)) {
            case "approve" -> decide.approve(release, word);
            case "decline" -> decide.decline(release, word, Reason.of("comment", comment, SAY_WHY));
            default -> throw new BadRequest("decision", "is none we know", "use approve or decline");
        };
        return decided.view();
    }

    record ApprovalForm(
            @Nullable String decision,
            @Nullable String comment,
            @Nullable String environment,
            @Nullable String fingerprint) {}
}
