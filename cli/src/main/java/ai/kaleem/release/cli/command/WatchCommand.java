package ai.kaleem.release.cli.command;

import ai.kaleem.release.cli.Connection;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Follows a release that is under way. */
@Command(name = "watch", description = "Follow a release to its end.")
public final class WatchCommand implements Callable<Integer> {

    @Mixin
    private Connection connection = new Connection();

    @Mixin
    private WatchOptions watch = new WatchOptions();

    @Parameters(paramLabel = "RELEASE", description = "its id")
    private String release = "";

    @Override
    public Integer call() {
        return watch.watch(release, null, connection.api(), connection);
    }
}
