package ai.kaleem.release.cli.command;

import ai.kaleem.release.cli.Api;
import ai.kaleem.release.cli.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Times in which nothing new is deployed. */
@Command(name = "freeze", description = "Show when nothing new is deployed, declare such a time, or end one.")
public final class FreezeCommand implements Callable<Integer> {

    @Mixin
    private Connection connection = new Connection();

    @Parameters(paramLabel = "ENVIRONMENT", description = "where")
    private String environment = "";

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "declare one until then, as in 2027-01-02T06:00:00+03:00")
    private @Nullable String until;

    @Option(names = "--from", paramLabel = "TIME", description = "when it begins; else now")
    private @Nullable String from;

    @Option(names = "--reason", paramLabel = "TEXT", description = "for everybody who has to wait")
    private @Nullable String reason;

    @Option(names = "--end", paramLabel = "ID", description = "end the one of that id")
    private @Nullable String end;

    @Override
    public Integer call() {
        var api = connection.api();
        var app = connection.app();
        if (end != null) {
            api.delete("/api/v1/freezes/" + Api.part(end));
        }
        if (until != null) {
            api.post(
                    "/api/v1/freezes",
                    Body.of("app", app)
                            .and("environment", environment)
                            .and("from", from)
                            .and("until", until)
                            .and("reason", reason)
                            .fields());
        }
        var all = api.get("/api/v1/freezes?app=%s&environment=%s".formatted(Api.part(app), Api.part(environment)));
        if (connection.json()) {
            connection.terminal().json(all);
            return 0;
        }
        var rows = new ArrayList<List<String>>();
        for (var it : all.path("items")) {
            rows.add(List.of(
                    it.path("from").asString(),
                    it.path("until").asString(),
                    it.path("id").asString("the plan's"),
                    it.path("reason").asString()));
        }
        connection.terminal().table(List.of("FROM", "UNTIL", "ID", "REASON"), rows);
        return 0;
    }
}
