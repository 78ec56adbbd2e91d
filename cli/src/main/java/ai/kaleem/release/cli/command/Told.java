package ai.kaleem.release.cli.command;

import ai.kaleem.release.cli.Connection;
import ai.kaleem.release.cli.Watching;
import tools.jackson.databind.JsonNode;

/** Where a release stands after somebody's word. */
record Told(Connection connection) {

    void of(JsonNode release) {
        if (connection.json()) {
            connection.terminal().json(release);
            return;
        }
        var newest = Watching.deployment(release, null);
        connection
                .terminal()
                .print("%s %s -> %s: %s. %s"
                        .formatted(
                                release.path("app").asString(),
                                release.path("version").asString(),
                                newest.path("environment").asString(),
                                newest.path("state").asString(),
                                newest.path("next").asString("")));
    }
}
