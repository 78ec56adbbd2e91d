package ai.kaleem.release.notifier.outbound;

import ai.kaleem.release.notifier.notice.Notice;
import ai.kaleem.release.notifier.notice.Occasion.Tone;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A notice in <a href="https://docs.slack.dev/reference/block-kit/blocks">Block Kit</a>: header, fields, a section for each
 * long line and for the changes, and a context with the link. Every limit of Slack's is kept by cutting text, since a message
 * above one is refused whole.
 */
final class SlackMessage {

    private static final int HEADER = 150;
    private static final int FIELD = 2_000;
    private static final int FIELDS = 10;
    private static final int SECTION = 3_000;
    private static final int CHANGES = 20;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private SlackMessage() {}

    static String of(Notice notice) {
        var message = JSON.createObjectNode();
        var title = sign(notice.occasion().tone()) + " " + notice.title();
        // Shown in notifications, where blocks are not.
        message.put("text", escaped(title, SECTION));
        var blocks = message.putArray("blocks");
        header(blocks, title);
        fields(blocks, notice.lines().stream().filter(it -> !it.isLong()).toList());
        notice.lines().stream().filter(Notice.Line::isLong).forEach(it -> section(blocks, labelled(it, SECTION)));
        if (!notice.changes().isEmpty()) {
            section(blocks, changes(notice));
        }
        context(blocks, notice);
        return JSON.writeValueAsString(message);
    }

    private static void header(ArrayNode blocks, String title) {
        blocks.addObject()
                .put("type", "header")
                .set(
                        "text",
                        JSON.createObjectNode()
                                .put("type", "plain_text")
                                .put("text", escaped(title, HEADER))
                                .put("emoji", false));
    }

    private static void fields(ArrayNode blocks, List<Notice.Line> lines) {
        var fields = blocks.addObject().put("type", "section").putArray("fields");
        lines.stream().limit(FIELDS).forEach(it -> fields.add(markdown(labelled(it, FIELD))));
    }

    private static void section(ArrayNode blocks, String text) {
        blocks.addObject().put("type", "section").set("text", markdown(text));
    }

    private static void context(ArrayNode blocks, Notice notice) {
        var elements = blocks.addObject().put("type", "context").putArray("elements");
        elements.add(markdown(escaped(notice.footer(), FIELD)));
        if (notice.link().matches("https?://[^\\s|<>]+")) {
            elements.add(
                    markdown("<%s|%s>".formatted(escaped(notice.link(), FIELD), escaped(notice.linkLabel(), 100))));
        }
    }

    private static ObjectNode markdown(String text) {
        return JSON.createObjectNode().put("type", "mrkdwn").put("text", text);
    }

    private static String labelled(Notice.Line line, int limit) {
        var label = "*%s*\n".formatted(escaped(line.label(), 100));
        return label + escaped(line.value(), limit - label.length());
    }

    private static String changes(Notice notice) {
        var label = "*%s*\n".formatted(escaped(notice.changesLabel(), 100));
        var each = (SECTION - label.length()) / CHANGES - 3;
        var lines = notice.changes().stream()
                .limit(CHANGES)
                .map(it -> "• " + escaped(it, each))
                .collect(Collectors.joining("\n"));
        return label + lines;
    }

    private static String sign(Tone tone) {
        return switch (tone) {
            case NEWS -> "📦";
            case GOOD -> "✅";
            case BAD -> "❌";
            case URGENT -> "🚨";
        };
    }

    /** Slack reads {@code & < >} as markup, mentions of everybody too. Never longer than the limit, never cut inside a sign. */
    static String escaped(String text, int limit) {
        var escaped = new StringBuilder();
        for (int at = 0; at < text.length(); ) {
            int sign = text.codePointAt(at);
            at += Character.charCount(sign);
            var next = switch (sign) {
                case '&' -> "&amp;";
                case '<' -> "&lt;";
                case '>' -> "&gt;";
                default -> Character.toString(sign);
            };
            var room = at < text.length() ? limit - 1 : limit;
            if (escaped.length() + next.length() > room) {
                return escaped.append('…').toString();
            }
            escaped.append(next);
        }
        return escaped.toString();
    }
}
