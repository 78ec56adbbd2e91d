package ai.kaleem.release.cli.command;

import ai.kaleem.release.cli.Api;
import ai.kaleem.release.cli.Connection;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings what succeeded somewhere to the next environment; or lets a canary go on. */
@Command(
        name = "promote",
        description = "Bring a release to another environment; without one, let its canary go on from a pause.")
public final class PromoteCommand implements Callable<Integer> {

    @Mixin
    private Connection connection = new Connection();

    @Mixin
    private WatchOptions watch = new WatchOptions();

    @Parameters(index = "0", paramLabel = "RELEASE", description = "its id")
    private String release = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "ENVIRONMENT", description = "where to")
    private @Nullable String environment;

    @Option(names = "--version", paramLabel = "VERSION", description = "the final version of a release candidate")
    private @Nullable String version;

    @Option(names = "--reason", paramLabel = "TEXT", description = "for everybody who is told")
    private @Nullable String reason;

    @Override
    public Integer call() {
        var api = connection.api();
        var path = "/api/v1/releases/" + Api.part(release);
        if (environment == null) {
            api.post(path + "/promote", Body.of("step", null).fields());
            return watch.watch(release, null, api, connection);
        }
        var placed = api.post(
                path + "/promotions",
                Body.of("environment", environment)
                        .and("version", version)
                        .and("reason", reason)
                        .fields());
        return watch.after(placed, api, connection);
    }
}
