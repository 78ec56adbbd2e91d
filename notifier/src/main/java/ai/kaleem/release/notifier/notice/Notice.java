package ai.kaleem.release.notifier.notice;

import java.util.List;

/**
 * What one person reads of one event, in their language, free of any channel's markup.
 *
 * @param title one line that says it all
 * @param lines version, who asked, reason, state now, next action; never one without a value
 * @param changes what is new, newest first; may be empty
 * @param link to the whole release
 */
public record Notice(
        Occasion occasion,
        String title,
        List<Line> lines,
        String changesLabel,
        List<String> changes,
        String footer,
        String link,
        String linkLabel) {

    /** @param isLong whether it needs the whole width */
    public record Line(String label, String value, boolean isLong) {}

    /** The same in plain text. */
    public String text() {
        var text = new StringBuilder(title);
        lines.forEach(it -> text.append('\n').append(it.label()).append(": ").append(it.value()));
        if (!changes.isEmpty()) {
            text.append('\n').append(changesLabel).append(':');
            changes.forEach(it -> text.append("\n- ").append(it));
        }
        return text.append('\n').append(link).toString();
    }
}
