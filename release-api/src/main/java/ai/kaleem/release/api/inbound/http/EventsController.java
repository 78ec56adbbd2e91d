package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.access.Scope.Action;
import ai.kaleem.release.api.release.Entry;
import ai.kaleem.release.api.release.FollowRelease;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.json.JsonMapper;

/** A release's story, whole or as it goes on. */
@Tag(name = "Releases")
@RestController
@RequestMapping("/api/v1/releases/{id}/events")
class EventsController {

    /** Short enough that the end of the process does not wait for a stream. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** Proxies close what is silent for longer than a minute, often half of it. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private final FollowRelease story;
    private final EventStreams streams;
    private final JsonMapper json;

    EventsController(FollowRelease story, EventStreams streams, JsonMapper json) {
        this.story = story;
        this.streams = streams;
        this.json = json;
    }

    /** The events after a number, 0 for all, at once. */
    @Needs(Action.RELEASE_READ)
    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    EventList list(@PathVariable String id, @RequestParam(defaultValue = "0") long after) {
        var told = story.after(Ids.release(id), after);
        return new EventList(told.entries(), told.settled());
    }

    /**
     * The events as they happen, each with its number as id, until the release has settled. A reader that comes back with
     * the last number it saw misses none; one that has seen all of a settled release gets 204, so that it stays away.
     */
    @Needs(Action.RELEASE_READ)
    @GetMapping(produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    void stream(
            @PathVariable String id,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String last,
            HttpServletResponse response)
            throws IOException, InterruptedException {
        var release = Ids.release(id);
        var seen = number(last);
        if (!streams.open()) {
            throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, streams.full());
        }
        try (var reader = story.follow(release, seen)) {
            if (reader.isAtTheEnd()) {
                response.setStatus(HttpStatus.NO_CONTENT.value());
                return;
            }
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
            response.setCharacterEncoding(StandardCharsets.UTF_8);
            // nginx would keep events back until its buffer is full.
            response.setHeader("X-Accel-Buffering", "no");
            follow(reader, response.getOutputStream());
        } finally {
            streams.close();
        }
    }

    private void follow(FollowRelease.Reader reader, OutputStream to) throws IOException, InterruptedException {
        write(to, "retry: 2000\n\n");
        var written = System.nanoTime();
        while (true) {
            var came = tell(reader, to);
            if (came == Came.THE_END || !streams.isRunning()) {
                return;
            }
            if (came == Came.SOMETHING) {
                written = System.nanoTime();
            } else if (System.nanoTime() - written > HEARTBEAT.toNanos()) {
                write(to, ": still there\n\n");
                written = System.nanoTime();
            }
        }
    }

    private enum Came {
        NOTHING,
        SOMETHING,
        THE_END
    }

    /** A method of its own, so that what was told is no longer held by the thread that waits for what follows. */
    private Came tell(FollowRelease.Reader reader, OutputStream to) throws IOException, InterruptedException {
        var story = reader.next(PATIENCE);
        for (var entry : story.entries()) {
            write(to, event(entry));
        }
        return story.settled() ? Came.THE_END : story.entries().isEmpty() ? Came.NOTHING : Came.SOMETHING;
    }

    private String event(Entry entry) {
        return "id: %d\nevent: %s\ndata: %s\n\n"
                .formatted(entry.number(), entry.event().type(), json.writeValueAsString(entry));
    }

    private static void write(OutputStream to, String text) throws IOException {
        to.write(text.getBytes(StandardCharsets.UTF_8));
        to.flush();
    }

    private static long number(@Nullable String last) {
        if (last == null || last.isBlank()) {
            return 0;
        }
        try {
            return Long.parseLong(last.trim());
        } catch (NumberFormatException e) {
            throw new BadRequest("Last-Event-ID", "is no number", "send the id of the last event you saw");
        }
    }

    /** @param settled whether every deployment of the release has ended, so that nothing follows for now */
    record EventList(List<Entry> items, boolean settled) {}
}
