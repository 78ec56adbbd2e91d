package ai.kaleem.release.cli.command;

import ai.kaleem.release.cli.Api;
import ai.kaleem.release.cli.Connection;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Back to what ran before, now. */
@Command(name = "rollback", description = "Go back to a version that ran well there, now, whoever has the turn.")
public final class RollbackCommand implements Callable<Integer> {

    @Mixin
    private Connection connection = new Connection();

    @Mixin
    private WatchOptions watch = new WatchOptions();

    @Parameters(paramLabel = "ENVIRONMENT", description = "where")
    private String environment = "";

    @Option(names = "--to", paramLabel = "VERSION", description = "else the one before")
    private @Nullable String to;

    @Option(
            names = "--data",
            paramLabel = "WHAT",
            defaultValue = "keep",
            description = "keep or restore (${DEFAULT-VALUE})")
    private String data = "keep";

    @Option(names = "--reason", paramLabel = "TEXT", description = "for everybody who is told")
    private @Nullable String reason;

    @Option(names = "--dry-run", description = "only say which ways back there are, and what they cost")
    private boolean dryRun;

    @Override
    public Integer call() {
        var api = connection.api();
        var path =
                "/api/v1/apps/%s/environments/%s/rollback".formatted(Api.part(connection.app()), Api.part(environment));
        var body = Body.of("to", to).and("data", data).and("reason", reason).fields();
        if (!dryRun) {
            return watch.after(api.post(path, body), api, connection);
        }
        var plan = api.post(path + "?dryRun=true", body);
        if (connection.json()) {
            connection.terminal().json(plan);
            return 0;
        }
        for (var option : plan.path("options")) {
            connection
                    .terminal()
                    .print("%-16s %s  %s"
                            .formatted(
                                    option.path("way").asString(),
                                    option.path("possible").asBoolean() ? "possible    " : "not possible",
                                    option.path("because")
                                            .valueStream()
                                            .map(JsonNode::asString)
                                            .collect(Collectors.joining("; "))));
        }
        return 0;
    }
}
