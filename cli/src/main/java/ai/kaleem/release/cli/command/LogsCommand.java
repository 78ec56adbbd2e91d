package ai.kaleem.release.cli.command;

import ai.kaleem.release.cli.Api;
import ai.kaleem.release.cli.Connection;
import ai.kaleem.release.cli.Exit;
import ai.kaleem.release.cli.Failure;
import ai.kaleem.release.cli.Watching;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a gate or a step wrote. */
@Command(name = "logs", description = "What a gate or a step of the deployment wrote.")
public final class LogsCommand implements Callable<Integer> {

    @Mixin
    private Connection connection = new Connection();

    @Parameters(paramLabel = "RELEASE", description = "its id")
    private String release = "";

    @Option(names = "--gate", paramLabel = "NAME", description = "a gate, as 'watch' names it")
    private @Nullable String gate;

    @Option(names = "--step", paramLabel = "NAME", description = "a step of its newest deployment, as 'watch' names it")
    private @Nullable String step;

    @Override
    public Integer call() {
        if ((gate == null) == (step == null)) {
            throw new Failure(Exit.USAGE, "Of what? Say --gate or --step, one of them");
        }
        var api = connection.api();
        var path = "/api/v1/releases/" + Api.part(release);
        if (gate != null) {
            connection.terminal().raw(api.text("%s/gates/%s/log".formatted(path, Api.part(gate)), "text/plain"));
            return 0;
        }
        var deployment = Watching.deployment(api.get(path), null).path("id").asString();
        connection
                .terminal()
                .raw(api.text(
                        "%s/deployments/%s/steps/%s/log".formatted(path, deployment, Api.part(String.valueOf(step))),
                        "text/plain"));
        return 0;
    }
}
