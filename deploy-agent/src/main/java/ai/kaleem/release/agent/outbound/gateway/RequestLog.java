package ai.kaleem.release.agent.outbound.gateway;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What HAProxy knows of the requests its servers had: {@code show stat} counts all of them since it was started, and a
 * buffer in its memory holds a line for each of the newest few thousand. The counts are exact and the lines are a sample,
 * since the averages of {@code show stat} are of no use to a test.
 */
final class RequestLog {

    /** Of the buffer, as the configuration has it. */
    static final String NAME = "requests";

    private static final int SERVER = 1;
    private final AdminSocket socket;

    RequestLog(AdminSocket socket) {
        this.socket = socket;
    }

    /**
     * @param requests that were given to the server, those included that never reached it
     * @param errors 5xx, answers that were none, and connections that could not be made
     */
    record Count(long requests, long errors) {

        static final Count NONE = new Count(0, 0);
    }

    /** A request that was answered; a text that no other one has. */
    record Line(String text, String slotName, double millis) {}

    /** By slot. */
    Map<String, Count> counts() throws IOException {
        var counts = new HashMap<String, Count>();
        List<String> names = List.of();
        for (var line : socket.ask("show stat service 4 -1").split("\n")) {
            var fields = line.split(",", -1);
            if (line.startsWith("# ")) {
                names = List.of(line.substring(2).split(",", -1));
            } else if (!names.isEmpty() && fields.length >= names.size()) {
                counts.put(fields[SERVER], count(names, fields));
            }
        }
        return counts;
    }

    private static Count count(List<String> names, String[] fields) {
        var unreached = field(names, fields, "econ");
        var unanswered = field(names, fields, "eresp");
        var answered = 0L;
        for (var kind : List.of("hrsp_1xx", "hrsp_2xx", "hrsp_3xx", "hrsp_4xx", "hrsp_5xx", "hrsp_other")) {
            answered += field(names, fields, kind);
        }
        var failed = field(names, fields, "hrsp_5xx");
        return new Count(answered + unreached + unanswered, failed + unreached + unanswered);
    }

    private static long field(List<String> names, String[] fields, String name) {
        var at = names.indexOf(name);
        return at < 0 || fields[at].isEmpty() ? 0 : Long.parseLong(fields[at]);
    }

    /** The newest, in the order they were answered. */
    List<Line> lines() throws IOException {
        var lines = new ArrayList<Line>();
        for (var text : socket.ask("show events " + NAME).split("\n")) {
            var fields = text.strip().split(" ");
            // Its number, its server, and how long that took; -1 where it did not answer.
            if (fields.length == 3 && fields[2].matches("\\d{1,9}")) {
                lines.add(new Line(text, fields[1], Double.parseDouble(fields[2])));
            }
        }
        return lines;
    }
}
