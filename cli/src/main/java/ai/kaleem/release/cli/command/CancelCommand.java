package ai.kaleem.release.cli.command;

import ai.kaleem.release.cli.Api;
import ai.kaleem.release.cli.Connection;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Calls a release off. */
@Command(name = "cancel", description = "Call a release off that has no traffic yet.")
public final class CancelCommand implements Callable<Integer> {

    @Mixin
    private Connection connection = new Connection();

    @Parameters(paramLabel = "RELEASE", description = "its id")
    private String release = "";

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "for everybody who is told")
    private String reason = "";

    @Option(names = "--environment", paramLabel = "NAME", description = "where, if it is under way in several")
    private @Nullable String environment;

    @Override
    public Integer call() {
        var api = connection.api();
        var path = "/api/v1/releases/" + Api.part(release);
        api.post(
                path + "/cancellation",
                Body.of("reason", reason).and("environment", environment).fields());
        new Told(connection).of(api.get(path));
        return 0;
    }
}
