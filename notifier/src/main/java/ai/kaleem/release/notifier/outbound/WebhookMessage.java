package ai.kaleem.release.notifier.outbound;

import ai.kaleem.release.notifier.delivery.Delivery;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a generic webhook gets: {@code type}, {@code timestamp} and {@code data} as Standard Webhooks has it. {@code data} is
 * for a program ({@code state}, {@code version}, ...) and, in {@code title} and {@code text}, for a person. The same bytes at
 * every attempt.
 */
final class WebhookMessage {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private WebhookMessage() {}

    static String of(Delivery delivery) {
        var told = delivery.told();
        var standing = told.standing();
        var notice = Notices.of(delivery);
        var message = JSON.createObjectNode()
                .put("type", told.type())
                .put("timestamp", told.event().at().toString());
        var data = message.putObject("data")
                .put("occasion", notice.occasion().name())
                .put("release", told.releaseId().value())
                .put("deployment", told.event().deploymentId().value())
                .put("number", told.number())
                .put("app", standing.app())
                .put("environment", standing.environment())
                .put("version", standing.version())
                .put("previousVersion", standing.previousVersion())
                .put("releaseType", standing.releaseType())
                .put("state", standing.state().name())
                .put("requestedBy", standing.requestedBy())
                .put("link", standing.link())
                .put("language", delivery.channel().language())
                .put("title", notice.title())
                .put("text", notice.text());
        var changes = data.putArray("changes");
        standing.changes().forEach(changes::add);
        data.set("event", JSON.valueToTree(told.event()));
        return JSON.writeValueAsString(message);
    }
}
