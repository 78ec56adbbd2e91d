package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.access.Scope.Action;
import ai.kaleem.release.api.access.Senders;
import ai.kaleem.release.api.trigger.HearPush;
import ai.kaleem.release.api.trigger.HearPush.Told;
import ai.kaleem.release.api.trigger.RepositoryName;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Pushes as GitHub and GitLab tell of them. Nothing of a body is read before its sender is known. */
@Hidden
@RestController
@RequestMapping(path = WebhooksController.PATH, produces = MediaType.APPLICATION_JSON_VALUE)
class WebhooksController {

    static final String PATH = "/webhooks";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int LONGEST_NAME = 64;

    private final Senders senders;
    private final HearPush pushes;

    WebhooksController(Senders senders, HearPush pushes) {
        this.senders = senders;
        this.pushes = pushes;
    }

    /** <a href="https://docs.github.com/en/webhooks/webhook-events-and-payloads#push">GitHub's events</a>, of which a push counts. */
    @Needs(Action.RELEASE_CREATE)
    @PostMapping("/github")
    ResponseEntity<Answer> github(
            @RequestHeader(name = "X-Hub-Signature-256", defaultValue = "") String signature,
            @RequestHeader(name = "X-GitHub-Event", defaultValue = "") String event,
            @RequestHeader(name = "X-GitHub-Delivery", defaultValue = "") String delivery,
            @RequestBody byte[] body) {
        var apps = senders.signed(body, signature);
        if (!event.equals("push")) {
            return ignored("Only pushes count here, and this is '%s'".formatted(event));
        }
        var push = read(body);
        if (push.path("deleted").asBoolean(false)) {
            return ignored("What was deleted is not released");
        }
        var repository = push.path("repository");
        var addresses = texts(repository, "clone_url", "ssh_url", "html_url", "git_url");
        return heard(
                new Told(
                        required(delivery, "X-GitHub-Delivery"),
                        "github",
                        new RepositoryName(addresses),
                        required(push.path("ref").asString(""), "ref"),
                        name(push.path("pusher").path("name").asString(""), "github")),
                apps);
    }

    /** <a href="https://docs.gitlab.com/user/project/integrations/webhook_events/">GitLab's events</a>, of which pushes of branches and tags count. */
    @Needs(Action.RELEASE_CREATE)
    @PostMapping("/gitlab")
    ResponseEntity<Answer> gitlab(
            @RequestHeader(name = "X-Gitlab-Token", defaultValue = "") String token,
            @RequestHeader(name = "X-Gitlab-Event", defaultValue = "") String event,
            @RequestHeader(name = "X-Gitlab-Event-UUID", defaultValue = "") String delivery,
            @RequestBody byte[] body) {
        var apps = senders.withToken(token);
        if (!event.equals("Push Hook") && !event.equals("Tag Push Hook")) {
            return ignored("Only pushes count here, and this is '%s'".formatted(event));
        }
        var push = read(body);
        if (push.path("after").asString("").matches("0{40,64}")) {
            return ignored("What was deleted is not released");
        }
        var addresses = texts(push.path("project"), "git_http_url", "git_ssh_url", "web_url");
        return heard(
                new Told(
                        required(delivery, "X-Gitlab-Event-UUID"),
                        "gitlab",
                        new RepositoryName(addresses),
                        required(push.path("ref").asString(""), "ref"),
                        name(push.path("user_username").asString(""), "gitlab")),
                apps);
    }

    private ResponseEntity<Answer> heard(Told told, List<String> apps) {
        var by = pushes.hear(told, apps);
        return by.isEmpty()
                ? ignored("No environment of %s follows %s of that repository"
                        .formatted(String.join(", ", apps), told.ref()))
                : ResponseEntity.accepted()
                        .body(new Answer(by, "See GET /api/v1/apps/{app}/pushes for what comes of it"));
    }

    private static ResponseEntity<Answer> ignored(String why) {
        return ResponseEntity.ok(new Answer(List.of(), why));
    }

    private static JsonNode read(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException e) {
            throw new BadRequest("body", "is no JSON", "let the webhook send application/json");
        }
    }

    private static List<String> texts(JsonNode node, String... names) {
        return Stream.of(names)
                .map(it -> node.path(it).asString(""))
                .filter(it -> !it.isEmpty())
                .toList();
    }

    private static String required(String value, String name) {
        if (value.isBlank() || value.length() > 300) {
            throw new BadRequest(name, "is missing or too long", "send the event as the service sends it");
        }
        return value;
    }

    /** It stands in stories. */
    private static String name(String said, String otherwise) {
        return said.isBlank() || said.length() > LONGEST_NAME || said.chars().anyMatch(Character::isISOControl)
                ? otherwise
                : said.strip();
    }

    /** @param apps whose release comes of it */
    record Answer(List<String> apps, String detail) {}
}
