package ai.kaleem.release.cli.command;

import ai.kaleem.release.cli.Api;
import ai.kaleem.release.cli.Connection;
import ai.kaleem.release.cli.Terminal;
import ai.kaleem.release.cli.Watching;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** What serves, and the newest releases; or one release. */
@Command(
        name = "status",
        description = "What serves each environment and the newest releases; of one release, all of it.")
public final class StatusCommand implements Callable<Integer> {

    @Mixin
    private Connection connection = new Connection();

    @Parameters(arity = "0..1", paramLabel = "RELEASE", description = "its id; without one, the app")
    private @Nullable String release;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "10",
            description = "how many releases (${DEFAULT-VALUE})")
    private int limit = 10;

    @Override
    public Integer call() {
        var api = connection.api();
        var terminal = connection.terminal();
        if (release != null) {
            var one = api.get("/api/v1/releases/" + Api.part(release));
            if (connection.json()) {
                terminal.json(one);
            } else {
                show(one, terminal);
            }
            return 0;
        }
        var app = Api.part(connection.app());
        var releases = api.get("/api/v1/releases?app=%s&limit=%d".formatted(app, limit));
        if (connection.json()) {
            terminal.json(releases);
            return 0;
        }
        var serving = new ArrayList<List<String>>();
        for (var environment : api.get("/api/v1/apps/" + app).path("environments")) {
            var name = environment.path("name").asString();
            var it = api.get("/api/v1/apps/%s/environments/%s".formatted(app, Api.part(name)));
            serving.add(List.of(
                    name,
                    it.path("version").asString("-"),
                    it.path("agentHeardAt").asString("never"),
                    it.path("drifted").asString("")));
        }
        terminal.table(List.of("ENVIRONMENT", "SERVES", "AGENT HEARD", "DRIFT"), serving);
        terminal.print("");
        var rows = new ArrayList<List<String>>();
        releases.path("items").forEach(it -> rows.add(row(it)));
        terminal.table(List.of("RELEASE", "VERSION", "ENVIRONMENT", "STATE", "ASKED FOR", "BY"), rows);
        return 0;
    }

    private static List<String> row(JsonNode it) {
        var newest = Watching.deployment(it, null);
        return List.of(
                it.path("id").asString(),
                it.path("version").asString(),
                newest.path("environment").asString(),
                newest.path("state").asString(),
                it.path("requestedAt").asString("-"),
                it.path("requestedBy").asString("-"));
    }

    private static void show(JsonNode it, Terminal terminal) {
        terminal.print("%s %s (%s), asked for by %s at %s"
                .formatted(
                        it.path("app").asString(),
                        it.path("version").asString(),
                        it.path("type").asString(),
                        it.path("requestedBy").asString(),
                        it.path("requestedAt").asString()));
        for (var deployment : it.path("deployments")) {
            terminal.print("%s  %s  %s"
                    .formatted(
                            deployment.path("environment").asString(),
                            deployment.path("kind").asString(),
                            deployment.path("state").asString()));
            for (var field : List.of("reason", "next")) {
                var text = deployment.path(field).asString("");
                if (!text.isEmpty()) {
                    terminal.print("  " + text);
                }
            }
        }
    }
}
