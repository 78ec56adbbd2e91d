package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.parking.ParkedMessage;
import ai.kaleem.release.api.parking.ParkedMessages;
import ai.kaleem.release.api.parking.ReplayParked;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Messages nobody could take. */
@Tag(name = "Parked messages")
@RestController
@RequestMapping(path = "/api/v1/parked", produces = MediaType.APPLICATION_JSON_VALUE)
class ParkedController {

    private static final int PAGE = 50;

    private final ParkedMessages messages;
    private final ReplayParked replay;

    ParkedController(ParkedMessages messages, ReplayParked replay) {
        this.messages = messages;
        this.replay = replay;
    }

    @GetMapping
    ParkedPage list(@RequestParam(required = false) @Nullable String before) {
        var found = messages.list(before, PAGE);
        return new ParkedPage(
                found, found.size() < PAGE ? null : found.getLast().id());
    }

    /** Sends it to the queue it came from, under its own id. */
    @PostMapping("/{id}/replay")
    ResponseEntity<Void> replay(@PathVariable String id) {
        replay.replay(id);
        return ResponseEntity.accepted().build();
    }

    /** @param next to be given as {@code before} for the page that follows; null where this is the last */
    record ParkedPage(List<ParkedMessage> items, @Nullable String next) {}
}
