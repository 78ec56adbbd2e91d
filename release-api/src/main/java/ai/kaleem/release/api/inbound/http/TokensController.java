package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.access.IssueToken;
import ai.kaleem.release.api.access.RevokeToken;
import ai.kaleem.release.api.access.Scope.Action;
import ai.kaleem.release.api.access.TokenStore;
import ai.kaleem.release.api.access.TokenUnknown;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The tokens that were given out; those of the operator's file are not among them. */
@Tag(name = "Tokens")
@RestController
@RequestMapping(path = "/api/v1/tokens", produces = MediaType.APPLICATION_JSON_VALUE)
class TokensController {

    private final TokenStore tokens;
    private final IssueToken issue;
    private final RevokeToken revoke;
    private final Clock clock;

    TokensController(TokenStore tokens, IssueToken issue, RevokeToken revoke, Clock clock) {
        this.tokens = tokens;
        this.issue = issue;
        this.revoke = revoke;
        this.clock = clock;
    }

    /** The answer is the only one that ever has the token; one that got lost is revoked, and another asked for. */
    @Needs(Action.TOKEN_ADMIN)
    @PostMapping
    ResponseEntity<TokenView> issue(@RequestBody TokenForm form, @RequestAttribute(TokenFilter.CALLER) Caller caller) {
        var issued = issue.issue(form.wanted(clock.instant()), caller);
        return ResponseEntity.created(
                        URI.create("/api/v1/tokens/%s".formatted(issued.stored().id())))
                .body(TokenView.of(issued.stored(), issued.token(), clock.instant()));
    }

    /** Newest first, with those that expired or were revoked. */
    @Needs(Action.TOKEN_ADMIN)
    @GetMapping
    TokenList list() {
        return new TokenList(tokens.all().stream()
                .map(it -> TokenView.of(it, null, clock.instant()))
                .toList());
    }

    @Needs(Action.TOKEN_ADMIN)
    @GetMapping("/{id}")
    TokenView get(@PathVariable String id) {
        return tokens.find(id)
                .map(it -> TokenView.of(it, null, clock.instant()))
                .orElseThrow(() -> new TokenUnknown(id));
    }

    /** It lets nobody in from now on, and stays to be seen. */
    @Needs(Action.TOKEN_ADMIN)
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(@PathVariable String id, @RequestAttribute(TokenFilter.CALLER) Caller caller) {
        revoke.revoke(id, caller);
    }

    record TokenList(List<TokenView> items) {}
}
