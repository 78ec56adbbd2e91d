package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.access.Scope.Action;
import ai.kaleem.release.api.audit.AuditEntry;
import ai.kaleem.release.api.audit.AuditTrail;
import ai.kaleem.release.api.audit.AuditTrail.Filter;
import ai.kaleem.release.api.audit.AuditTrail.Head;
import ai.kaleem.release.api.audit.VerifyAudit;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Who changed what, when, from where and why. */
@Tag(name = "Audit")
@RestController
@RequestMapping(path = "/api/v1/audit", produces = MediaType.APPLICATION_JSON_VALUE)
class AuditController {

    private static final int USUAL = 50;
    private static final int MOST = 500;

    private final AuditTrail trail;
    private final VerifyAudit verify;

    AuditController(AuditTrail trail, VerifyAudit verify) {
        this.trail = trail;
        this.verify = verify;
    }

    /** @param next to be asked for as {@code before}; null where nothing is older */
    record AuditPage(List<AuditEntry> items, @Nullable Long next) {}

    /** The newest first. What people asked is there within some seconds. */
    @Needs(Action.AUDIT_READ)
    @GetMapping
    AuditPage list(
            @Parameter(description = "a token's name", example = "salma") @RequestParam(required = false) @Nullable String who,
            @Parameter(description = "what the subject contains", example = "kaleem production")
                    @RequestParam(required = false)
                    @Nullable String subject,
            @RequestParam(required = false) @Nullable Long before,
            @RequestParam(required = false) @Nullable Integer limit) {
        var most = limit == null ? USUAL : limit;
        if (most < 1 || most > MOST) {
            throw new BadRequest("limit", "is out of range", "use 1 to %d".formatted(MOST));
        }
        if (subject != null && subject.chars().anyMatch(Character::isISOControl)) {
            throw new BadRequest("subject", "has a character that no subject has", "leave control characters out");
        }
        var found = trail.list(new Filter(who, subject, before, most));
        return new AuditPage(found, found.size() < most ? null : found.getLast().number());
    }

    /** Reads all of it. With a number and a hash that somebody noted it also finds a chain that was written anew as a whole. */
    @Needs(Action.AUDIT_READ)
    @GetMapping("/verify")
    VerifyAudit.Verdict verify(
            @RequestParam(required = false) @Nullable Long number,
            @RequestParam(required = false) @Nullable String hash) {
        if ((number == null) != (hash == null)) {
            throw new BadRequest(
                    number == null ? "number" : "hash", "is missing", "send both as they were noted, or neither");
        }
        return verify.verify(number == null || hash == null ? null : new Head(number, hash));
    }
}
