package ai.kaleem.release.cli.command;

import ai.kaleem.release.cli.Api;
import ai.kaleem.release.cli.Connection;
import ai.kaleem.release.cli.Watching;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** How a command that starts something goes on. */
final class WatchOptions {

    @Option(names = "--no-wait", description = "do not wait for the end: print the release's id and go")
    private boolean noWait;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "PT2H",
            description = "how long to wait for the end, as in PT30M (${DEFAULT-VALUE}); it goes on without us")
    private Duration timeout = Duration.ofHours(2);

    /** @param placed as the API answers what it took in */
    int after(JsonNode placed, Api api, Connection connection) {
        var terminal = connection.terminal();
        var release = placed.path("id").asString();
        if (noWait) {
            if (connection.json()) {
                terminal.json(placed);
            } else {
                terminal.print(release);
            }
            return 0;
        }
        if (!connection.json()) {
            terminal.print(release);
        }
        return watch(release, placed.path("deployment").asString(null), api, connection);
    }

    int watch(String release, @Nullable String deployment, Api api, Connection connection) {
        var ended = new Watching(api, connection.terminal()).untilItEnds(release, deployment, timeout);
        if (connection.json()) {
            connection.terminal().json(ended);
        }
        return Watching.exit(ended, deployment).code();
    }
}
