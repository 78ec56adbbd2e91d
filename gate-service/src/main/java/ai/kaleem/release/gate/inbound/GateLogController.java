package ai.kaleem.release.gate.inbound;

import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Request.GatePhase;
import ai.kaleem.release.gate.gate.ReadLog;
import ai.kaleem.release.gate.gate.RunId;
import ai.kaleem.release.gate.gate.Runs;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** The log of a gate for release-api, as far as it is written. Whoever wants the rest asks again from where it ended. */
@RestController
class GateLogController {

    /** {@code true} once nothing will be added, unless the gate is tried again. */
    static final String COMPLETE = "Kaleem-Log-Complete";

    /** Of the log so far, in bytes: the offset to ask for next. */
    static final String SIZE = "Kaleem-Log-Size";

    private static final Pattern FROM = Pattern.compile("bytes=(\\d{1,18})-");

    private final ReadLog readLog;

    GateLogController(ReadLog readLog) {
        this.readLog = readLog;
    }

    /**
     * @param offset first byte that is wanted; {@code Range: bytes=<offset>-} says the same and is answered with 206, and
     *     with 416 where the log is not that long yet
     */
    @GetMapping("/internal/runs/{deployment}/{phase}/gates/{gate}/log")
    void log(
            @PathVariable String deployment,
            @PathVariable String phase,
            @PathVariable String gate,
            @RequestParam(defaultValue = "0") long offset,
            @RequestHeader(name = HttpHeaders.RANGE, required = false) @Nullable String range,
            HttpServletResponse response)
            throws IOException {
        var id = id(deployment, phase);
        var log = read(id, gate)
                .orElseThrow(() -> new ResponseStatusException(
                        HttpStatus.NOT_FOUND, "No gate '%s' in run %s".formatted(gate, id)));
        var size = log.text().size();
        var ranged = FROM.matcher(range == null ? "" : range);
        var isRange = ranged.matches();
        var from = isRange ? Long.parseLong(ranged.group(1)) : Math.max(0, offset);
        response.setHeader(SIZE, Long.toString(size));
        response.setHeader(COMPLETE, Boolean.toString(log.complete()));
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
        if (isRange && from >= size) {
            response.setHeader(HttpHeaders.CONTENT_RANGE, "bytes */%d".formatted(size));
            response.setStatus(HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE.value());
            return;
        }
        if (isRange) {
            response.setStatus(HttpStatus.PARTIAL_CONTENT.value());
            response.setHeader(HttpHeaders.CONTENT_RANGE, "bytes %d-%d/%d".formatted(from, size - 1, size));
        }
        response.setContentType("text/plain;charset=UTF-8");
        response.setContentLengthLong(Math.max(0, size - from));
        try (var text = log.text().from(from)) {
            text.transferTo(response.getOutputStream());
        }
    }

    private Optional<ReadLog.Log> read(RunId id, String gate) throws IOException {
        try {
            return readLog.read(id, gate);
        } catch (Runs.Unreadable e) {
            throw new ResponseStatusException(HttpStatus.INTERNAL_SERVER_ERROR, e.getMessage(), e);
        }
    }

    private static RunId id(String deployment, String phase) {
        try {
            return new RunId(new DeploymentId(deployment), GatePhase.valueOf(phase.toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            throw new ResponseStatusException(
                    HttpStatus.NOT_FOUND,
                    "No run %s of deployment %s; phases are BEFORE and AFTER".formatted(phase, deployment));
        }
    }
}
