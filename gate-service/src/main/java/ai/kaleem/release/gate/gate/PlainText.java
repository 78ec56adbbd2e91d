package ai.kaleem.release.gate.gate;

import java.util.regex.Pattern;

/** Text without what only a terminal understands. */
public final class PlainText {

    /** Colours and cursor movements of a terminal. */
    private static final Pattern ESCAPES =
            Pattern.compile("\u001B(\\[[0-?]*[ -/]*[@-~]|\\][^\u0007\u001B]*(\u0007|\u001B\\\\)|[@-Z\\\\-_])");

    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}&&[^\n\t]]");
    private static final Pattern SPACES = Pattern.compile("[\\s\\p{Z}]+");

    private PlainText() {}

    /** Lines stay lines. */
    public static String of(String text) {
        return CONTROLS.matcher(ESCAPES.matcher(text).replaceAll("").replace("\r\n", "\n"))
                .replaceAll("");
    }

    /** One line of at most so many characters. */
    public static String line(String text, int limit) {
        // Never look at more than can be shown: the text may be a file's whole content.
        var start = text.length() > 4 * limit ? text.substring(0, 4 * limit) : text;
        var line = SPACES.matcher(of(start)).replaceAll(" ").strip();
        return line.length() <= limit ? line : line.substring(0, limit - 1) + "…";
    }
}
