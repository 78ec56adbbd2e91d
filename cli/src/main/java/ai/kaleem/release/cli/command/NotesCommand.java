package ai.kaleem.release.cli.command;

import ai.kaleem.release.cli.Api;
import ai.kaleem.release.cli.Connection;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What a release brings. */
@Command(name = "notes", description = "What changed in a release.")
public final class NotesCommand implements Callable<Integer> {

    @Mixin
    private Connection connection = new Connection();

    @Parameters(paramLabel = "RELEASE", description = "its id")
    private String release = "";

    @Override
    public Integer call() {
        var it = connection.api().get("/api/v1/releases/" + Api.part(release));
        if (connection.json()) {
            connection.terminal().json(it.path("changes"));
            return 0;
        }
        connection
                .terminal()
                .print("%s %s"
                        .formatted(it.path("app").asString(), it.path("version").asString()));
        it.path("changes").forEach(change -> connection.terminal().print("- " + change.asString()));
        return 0;
    }
}
