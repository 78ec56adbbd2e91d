package ai.kaleem.release.cli.command;

import ai.kaleem.release.cli.Api;
import ai.kaleem.release.cli.Connection;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keeping a release from its turn, letting it go on, trying it again. */
public final class HoldCommands {

    private HoldCommands() {}

    /** Keeps it from its turn. */
    @Command(name = "pause", description = "Keep a release from its turn; its checks and approvals go on.")
    public static final class Pause implements Callable<Integer> {

        @Mixin
        private Connection connection = new Connection();

        @Parameters(paramLabel = "RELEASE", description = "its id")
        private String release = "";

        @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "what it waits for")
        private String reason = "";

        @Override
        public Integer call() {
            var path = "/api/v1/releases/%s/pause".formatted(Api.part(release));
            new Told(connection)
                    .of(connection.api().post(path, Body.of("reason", reason).fields()));
            return 0;
        }
    }

    /** Lets it go on to its turn. */
    @Command(name = "resume", description = "Let a paused release go on to its turn.")
    public static final class Resume implements Callable<Integer> {

        @Mixin
        private Connection connection = new Connection();

        @Parameters(paramLabel = "RELEASE", description = "its id")
        private String release = "";

        @Option(names = "--reason", paramLabel = "TEXT", description = "for everybody who is told")
        private @Nullable String reason;

        @Override
        public Integer call() {
            var path = "/api/v1/releases/%s/resume".formatted(Api.part(release));
            new Told(connection)
                    .of(connection.api().post(path, Body.of("reason", reason).fields()));
            return 0;
        }
    }

    /** Another try of the same bytes. */
    @Command(name = "retry", description = "Try a release again that did not come to serve: its checks count.")
    public static final class Retry implements Callable<Integer> {

        @Mixin
        private Connection connection = new Connection();

        @Mixin
        private WatchOptions watch = new WatchOptions();

        @Parameters(index = "0", paramLabel = "RELEASE", description = "its id")
        private String release = "";

        @Parameters(index = "1", paramLabel = "ENVIRONMENT", description = "where it was tried")
        private String environment = "";

        @Option(names = "--reason", paramLabel = "TEXT", description = "for everybody who is told")
        private @Nullable String reason;

        @Override
        public Integer call() {
            var api = connection.api();
            var placed = api.post(
                    "/api/v1/releases/%s/retry".formatted(Api.part(release)),
                    Body.of("environment", environment).and("reason", reason).fields());
            return watch.after(placed, api, connection);
        }
    }
}
