package ai.kaleem.release.api.notes;

import ai.kaleem.release.api.notes.Notes.Entry;
import ai.kaleem.release.api.notes.Notes.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.stream.Collectors;

/**
 * Notes in words. What commits say is anybody's text: in Markdown it is written so that it means nothing but itself.
 *
 * @param language {@code ar} or {@code en}
 */
public record NotesText(String language, Audience audience) {

    /** For whom. */
    public enum Audience {
        /** All of it, with commits and authors. */
        TEAM,
        /** What those notice who use the product, in their words where a commit has them. */
        PUBLIC
    }

    /** Of CommonMark, 2.4, those that can mean something within a line; and a line's end. */
    private static final String MEANS_SOMETHING = "\\`*_{}[]<>()#+!|~&@";

    /** CommonMark. */
    public String markdown(Notes notes) {
        var lines = new ArrayList<String>();
        lines.add("# %s %s".formatted(escaped(notes.app()), escaped(notes.version())));
        for (var section : told(notes)) {
            lines.add("");
            lines.add("## %s".formatted(say(section.kind().name())));
            lines.add("");
            section.entries()
                    .forEach(
                            it -> lines.add("- %s%s%s".formatted(scope(it, true), escaped(text(it)), aside(it, true))));
        }
        return ended(lines, notes);
    }

    /** For whatever shows no marks. */
    public String plain(Notes notes) {
        var lines = new ArrayList<String>();
        lines.add("%s %s".formatted(notes.app(), notes.version()));
        for (var section : told(notes)) {
            lines.add("");
            lines.add(say(section.kind().name()));
            section.entries()
                    .forEach(it ->
                            lines.add("- %s%s%s".formatted(scope(it, false), oneLine(text(it)), aside(it, false))));
        }
        return ended(lines, notes);
    }

    private String ended(List<String> lines, Notes notes) {
        if (told(notes).isEmpty()) {
            lines.add("");
            lines.add(say("NOTHING"));
        }
        return String.join("\n", lines) + "\n";
    }

    private List<Section> told(Notes notes) {
        return audience == Audience.TEAM
                ? notes.sections()
                : notes.sections().stream().filter(it -> it.kind().isPublic()).toList();
    }

    private String text(Entry entry) {
        return audience == Audience.PUBLIC && entry.userNote() != null ? entry.userNote() : entry.text();
    }

    private String scope(Entry entry, boolean marked) {
        if (entry.scope() == null || audience == Audience.PUBLIC) {
            return "";
        }
        return marked ? "**%s:** ".formatted(escaped(entry.scope())) : entry.scope() + ": ";
    }

    private String aside(Entry entry, boolean marked) {
        if (audience == Audience.PUBLIC) {
            return "";
        }
        var links = entry.links().stream()
                .map(it -> marked ? "[%s](%s)".formatted(escaped(it.label()), it.url()) : it.label())
                .collect(Collectors.joining(", "));
        var known = links.isEmpty()
                ? entry.hash().substring(0, Math.min(9, entry.hash().length()))
                : links;
        var author = entry.author() == null ? "" : ", " + (marked ? escaped(entry.author()) : oneLine(entry.author()));
        return " (%s%s)".formatted(known, author);
    }

    private String say(String key) {
        return ResourceBundle.getBundle(
                        "ai.kaleem.release.api.notes.headings",
                        Locale.of(language),
                        ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES))
                .getString(key);
    }

    static String escaped(String text) {
        var plain = oneLine(text);
        var escaped = new StringBuilder(plain.length() + 8);
        plain.codePoints().forEach(it -> {
            if (MEANS_SOMETHING.indexOf(it) >= 0) {
                escaped.append('\\');
            }
            escaped.appendCodePoint(it);
        });
        return escaped.toString();
    }

    /** Also without what steers a terminal or turns the direction of what follows (Unicode's bidirectional controls). */
    private static String oneLine(String text) {
        return text.replaceAll("[\\s\\p{Cntrl}\\u202a-\\u202e\\u2066-\\u2069]+", " ")
                .strip();
    }
}
