package ai.kaleem.release.cli.command;

import ai.kaleem.release.cli.Api;
import ai.kaleem.release.cli.Connection;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What somebody found who looked at what runs. */
@Command(name = "sign", description = "Sign a manual check of a release that has traffic.")
public final class SignCommand implements Callable<Integer> {

    @Mixin
    private Connection connection = new Connection();

    @Parameters(index = "0", paramLabel = "RELEASE", description = "its id")
    private String release = "";

    @Parameters(index = "1", paramLabel = "CHECK", description = "its id, as 'status --json RELEASE' shows it")
    private String check = "";

    @Option(names = "--fail", description = "it did not pass; needs --comment")
    private boolean fail;

    @Option(names = "--comment", paramLabel = "TEXT", description = "what you found")
    private @Nullable String comment;

    @Option(names = "--environment", paramLabel = "NAME", description = "where, if it runs in several")
    private @Nullable String environment;

    @Override
    public Integer call() {
        var signed = connection
                .api()
                .post(
                        "/api/v1/releases/%s/checks/%s".formatted(Api.part(release), Api.part(check)),
                        Body.of("outcome", fail ? "fail" : "pass")
                                .and("comment", comment)
                                .and("environment", environment)
                                .fields());
        new Told(connection).of(signed);
        return 0;
    }
}
