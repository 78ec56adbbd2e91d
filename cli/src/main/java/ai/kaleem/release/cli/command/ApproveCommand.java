package ai.kaleem.release.cli.command;

import ai.kaleem.release.cli.Api;
import ai.kaleem.release.cli.Connection;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A person's yes or no. */
@Command(name = "approve", description = "Approve a release that waits for it, or decline it.")
public final class ApproveCommand implements Callable<Integer> {

    @Mixin
    private Connection connection = new Connection();

    @Parameters(paramLabel = "RELEASE", description = "its id")
    private String release = "";

    @Option(names = "--decline", description = "end it instead; needs --comment")
    private boolean decline;

    @Option(names = "--comment", paramLabel = "TEXT", description = "for everybody who is told")
    private @Nullable String comment;

    @Option(names = "--environment", paramLabel = "NAME", description = "where, if it waits in several")
    private @Nullable String environment;

    @Override
    public Integer call() {
        var decided = connection
                .api()
                .post(
                        "/api/v1/releases/%s/approvals".formatted(Api.part(release)),
                        Body.of("decision", decline ? "decline" : "approve")
                                .and("comment", comment)
                                .and("environment", environment)
                                .fields());
        new Told(connection).of(decided);
        return 0;
    }
}
