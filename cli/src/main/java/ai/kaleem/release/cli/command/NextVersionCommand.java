package ai.kaleem.release.cli.command;

import ai.kaleem.release.cli.Api;
import ai.kaleem.release.cli.Connection;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which version a ref would be. */
@Command(name = "next-version", description = "Which version a branch would be by its commits, and why.")
public final class NextVersionCommand implements Callable<Integer> {

    @Mixin
    private Connection connection = new Connection();

    @Parameters(arity = "0..1", paramLabel = "REF", defaultValue = "main", description = "(${DEFAULT-VALUE})")
    private String ref = "main";

    @Option(names = "--rc", description = "as a release candidate")
    private boolean candidate;

    @Override
    public Integer call() {
        var next = connection
                .api()
                .get("/api/v1/apps/%s/next-version?ref=%s%s"
                        .formatted(Api.part(connection.app()), Api.part(ref), candidate ? "&type=RC" : ""));
        var terminal = connection.terminal();
        if (connection.json()) {
            terminal.json(next);
            return 0;
        }
        terminal.print(next.path("version").asString("none"));
        terminal.say(next.path("reason").asString(""));
        return 0;
    }
}
