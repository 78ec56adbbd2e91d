package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.access.Scope.Action;
import ai.kaleem.release.api.release.ReadLogs;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What gates and steps wrote. */
@Tag(name = "Releases")
@RestController
@RequestMapping("/api/v1/releases/{id}")
class LogsController {

    private static final MediaType TEXT = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);

    private final ReadLogs logs;

    LogsController(ReadLogs logs) {
        this.logs = logs;
    }

    /** The log so far, from an offset in bytes on; while the gate runs, ask again from where this one ended. */
    @Needs(Action.RELEASE_READ)
    @GetMapping(path = "/gates/{gate}/log", produces = MediaType.TEXT_PLAIN_VALUE)
    void gate(
            @PathVariable String id,
            @PathVariable String gate,
            @RequestParam(defaultValue = "0") long offset,
            HttpServletResponse response)
            throws IOException {
        if (offset < 0) {
            throw new BadRequest("offset", "is negative", "use the number of bytes you have");
        }
        logs.gate(Ids.release(id), gate, offset, new Typed(response));
        response.setContentType(TEXT.toString());
    }

    @Needs(Action.RELEASE_READ)
    @GetMapping(path = "/deployments/{deployment}/steps/{step}/log", produces = MediaType.TEXT_PLAIN_VALUE)
    ResponseEntity<byte[]> step(@PathVariable String id, @PathVariable String deployment, @PathVariable String step) {
        var log = logs.step(Ids.release(id), Ids.deployment(deployment), step);
        return ResponseEntity.ok().contentType(TEXT).body(log.getBytes(StandardCharsets.UTF_8));
    }

    /** Becomes text with its first byte, so that a failure before that can still be told as a problem. */
    private static final class Typed extends FilterOutputStream {

        Typed(HttpServletResponse response) throws IOException {
            super(new OutputStream() {
                @Override
                public void write(int one) throws IOException {
                    write(new byte[] {(byte) one}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    if (!response.isCommitted()) {
                        response.setContentType(TEXT.toString());
                    }
                    response.getOutputStream().write(bytes, offset, length);
                }

                @Override
                public void flush() throws IOException {
                    response.flushBuffer();
                }
            });
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }
    }
}
