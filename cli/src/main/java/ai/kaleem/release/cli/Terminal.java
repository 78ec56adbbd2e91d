package ai.kaleem.release.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What is printed: data on standard output, all else on standard error. */
public final class Terminal {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean live;

    /** @param live whether a person looks on, for whom lines may be drawn again */
    public Terminal(PrintWriter out, PrintWriter err, boolean live) {
        this.out = out;
        this.err = err;
        this.live = live;
    }

    public boolean isLive() {
        return live;
    }

    public void print(String line) {
        out.println(clean(line));
        out.flush();
    }

    /** Text as it came, such as a log. */
    public void raw(String text) {
        out.print(text);
        out.flush();
    }

    public void json(JsonNode data) {
        raw(JSON.writeValueAsString(data) + "\n");
    }

    public void json(Map<String, ?> data) {
        raw(JSON.writeValueAsString(data) + "\n");
    }

    public void say(String line) {
        err.println(clean(line));
        err.flush();
    }

    /** Escape sequences of what others wrote must not steer the terminal. */
    static String clean(String line) {
        return line.replaceAll("[\\p{Cntrl}&&[^\\t\\n]]", "?");
    }

    /** Columns as wide as they have to be; the last is as long as it is. */
    public void table(List<String> heads, List<List<String>> rows) {
        var all = new ArrayList<List<String>>();
        all.add(heads);
        all.addAll(rows);
        var widths = new int[heads.size()];
        all.forEach(row -> {
            for (var i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        for (var row : all) {
            var line = new StringBuilder();
            for (var i = 0; i < widths.length; i++) {
                line.append(i == widths.length - 1 ? row.get(i) : ("%-" + (widths[i] + 2) + "s").formatted(row.get(i)));
            }
            print(line.toString().stripTrailing());
        }
    }

    /** Takes back so many lines that were said, to say them anew. */
    void takeBack(int lines) {
        if (lines > 0) {
            err.print("\u001b[%dA\u001b[J".formatted(lines));
        }
    }
}
