package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.access.Scope.Action;
import ai.kaleem.release.api.notes.EditNotes;
import ai.kaleem.release.api.notes.NoteEdits;
import ai.kaleem.release.api.notes.Notes;
import ai.kaleem.release.api.notes.NotesText.Audience;
import ai.kaleem.release.api.notes.ReadNotes;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What a release brings, for the team and for those who use the product. */
@Tag(name = "Releases")
@RestController
@RequestMapping("/api/v1/releases/{id}/notes")
class NotesController {

    private static final int LONGEST = 100_000;

    private final ReadNotes read;
    private final EditNotes edit;

    NotesController(ReadNotes read, EditNotes edit) {
        this.read = read;
        this.edit = edit;
    }

    /** By its commits since the last stable version; what somebody wrote in their place is under {@code edits}. */
    @Needs(Action.RELEASE_READ)
    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    Notes notes(@PathVariable String id) {
        return read.read(Ids.release(id));
    }

    @Needs(Action.RELEASE_READ)
    @GetMapping(produces = MediaType.TEXT_MARKDOWN_VALUE)
    ResponseEntity<String> markdown(
            @PathVariable String id,
            @Parameter(description = "team or public", example = "public") @RequestParam(defaultValue = "team")
                    String audience,
            @Parameter(description = "en or ar", example = "ar") @RequestParam(defaultValue = "en") String language) {
        return text(read.markdown(Ids.release(id), audience(audience), language(language)), MediaType.TEXT_MARKDOWN);
    }

    @Needs(Action.RELEASE_READ)
    @GetMapping(produces = MediaType.TEXT_PLAIN_VALUE)
    ResponseEntity<String> plain(
            @PathVariable String id,
            @RequestParam(defaultValue = "team") String audience,
            @RequestParam(defaultValue = "en") String language) {
        return text(read.plain(Ids.release(id), audience(audience), language(language)), MediaType.TEXT_PLAIN);
    }

    /** In place of what the commits say, until the release has succeeded. With {@code If-Match} only in place of those notes. */
    @Needs(Action.RELEASE_CREATE)
    @PutMapping(consumes = MediaType.TEXT_MARKDOWN_VALUE, produces = MediaType.TEXT_MARKDOWN_VALUE)
    ResponseEntity<String> write(
            @PathVariable String id,
            @RequestParam(defaultValue = "team") String audience,
            @RequestParam(defaultValue = "en") String language,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestBody String body,
            @RequestAttribute(TokenFilter.CALLER) Caller caller) {
        if (body.length() > LONGEST) {
            throw new BadRequest("the body", "is too long", "use at most %d characters".formatted(LONGEST));
        }
        var written = edit.write(Ids.release(id), audience(audience), language(language), body, ifMatch, caller);
        return text(written, MediaType.TEXT_MARKDOWN);
    }

    /** Each version that somebody wrote, the oldest first. */
    @Needs(Action.RELEASE_READ)
    @GetMapping(path = "/edits", produces = MediaType.APPLICATION_JSON_VALUE)
    EditList edits(@PathVariable String id) {
        return new EditList(read.history(Ids.release(id)));
    }

    record EditList(List<NoteEdits.Edit> items) {}

    private static ResponseEntity<String> text(ReadNotes.Text text, MediaType type) {
        return ResponseEntity.ok()
                .eTag(text.tag())
                .contentType(MediaType.parseMediaType(type + ";charset=UTF-8"))
                .body(text.text());
    }

    private static Audience audience(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "team" -> Audience.TEAM;
            case "public" -> Audience.PUBLIC;
            default -> throw new BadRequest("audience", "is none we know", "use team or public");
        };
    }

    private static String language(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "ar", "en" -> text.toLowerCase(Locale.ROOT);
            default -> throw new BadRequest("language", "is none we write", "use en or ar");
        };
    }
}
