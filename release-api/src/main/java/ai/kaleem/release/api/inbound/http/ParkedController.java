package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.access.Scope.Action;
import ai.kaleem.release.api.parking.DiscardParked;
import ai.kaleem.release.api.parking.ParkedMessage;
import ai.kaleem.release.api.parking.ParkedMessage.State;
import ai.kaleem.release.api.parking.ParkedMessages;
import ai.kaleem.release.api.parking.ParkedUnknown;
import ai.kaleem.release.api.parking.ReplayParked;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Messages nobody could take. None is ever removed: each is replayed, or discarded by somebody with a reason. */
@Tag(name = "Parked messages")
@RestController
@RequestMapping(path = "/api/v1/parked", produces = MediaType.APPLICATION_JSON_VALUE)
class ParkedController {

    private static final int PAGE = 50;

    private final ParkedMessages messages;
    private final ReplayParked replay;
    private final DiscardParked discard;

    ParkedController(ParkedMessages messages, ReplayParked replay, DiscardParked discard) {
        this.messages = messages;
        this.replay = replay;
        this.discard = discard;
    }

    /** Newest id first. The next page is asked for with {@code before} set to {@code next}. */
    @Needs(Action.RELEASE_READ)
    @GetMapping
    ParkedPage list(
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String before) {
        var found = messages.list(state(state), before, PAGE);
        return new ParkedPage(
                found, found.size() < PAGE ? null : found.getLast().id());
    }

    /** With what came with it, what was done with it, and the start of its body. */
    @Needs(Action.RELEASE_READ)
    @GetMapping("/{id}")
    ParkedView get(@PathVariable String id) {
        var message = messages.find(id).orElseThrow(() -> new ParkedUnknown(id));
        var letter = messages.letter(id).orElseThrow(() -> new ParkedUnknown(id));
        return ParkedView.of(message, letter, messages.trail(id));
    }

    /** Sends it to the queue it came from, under its own id. */
    @Needs(Action.PARKING_REPLAY)
    @PostMapping("/{id}/replay")
    ResponseEntity<Void> replay(
            @PathVariable String id,
            @RequestBody(required = false) @Nullable ReasonForm form,
            @RequestAttribute(TokenFilter.CALLER) Caller caller) {
        replay.replay(id, caller.name(), form == null ? null : form.optional());
        return ResponseEntity.accepted().build();
    }

    /** It is not wanted any more; it stays to be seen, with the reason. */
    @Needs(Action.PARKING_REPLAY)
    @PostMapping("/{id}/discard")
    ParkedMessage discard(
            @PathVariable String id,
            @RequestBody ReasonForm form,
            @RequestAttribute(TokenFilter.CALLER) Caller caller) {
        discard.discard(id, caller.name(), form.needed());
        return messages.find(id).orElseThrow(() -> new ParkedUnknown(id));
    }

    private static @Nullable State state(@Nullable String state) {
        if (state == null) {
            return null;
        }
        try {
            return State.valueOf(state.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new BadRequest(
                    "state", "is none we know", "use one of %s".formatted(Arrays.toString(State.values())));
        }
    }

    record ReasonForm(@Nullable String reason) {

        @Nullable String optional() {
            return reason == null || reason.isBlank() ? null : needed();
        }

        String needed() {
            return Reason.of(reason, "say why");
        }
    }

    /** @param next to be given as {@code before} for the page that follows; null where this is the last */
    record ParkedPage(List<ParkedMessage> items, @Nullable String next) {}
}
