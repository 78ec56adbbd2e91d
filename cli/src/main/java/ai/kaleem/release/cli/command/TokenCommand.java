package ai.kaleem.release.cli.command;

import ai.kaleem.release.cli.Api;
import ai.kaleem.release.cli.Connection;
import ai.kaleem.release.cli.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Who may do what. */
@Command(
        name = "token",
        description = "Give tokens out, list them, end them.",
        subcommands = {TokenCommand.Create.class, TokenCommand.Show.class, TokenCommand.Revoke.class})
public final class TokenCommand extends Group {

    /** Gives one out. */
    @Command(name = "create", description = "Give a token out. It is printed once and kept nowhere.")
    public static final class Create implements Callable<Integer> {

        @Mixin
        private Connection connection = new Connection();

        @Parameters(paramLabel = "NAME", description = "what stories call its holder, as in ci-staging")
        private String name = "";

        @Option(
                names = "--scope",
                required = true,
                paramLabel = "SCOPE",
                split = ",",
                description = "as in release:read or release:create:staging; several with commas")
        private List<String> scopes = List.of();

        @Option(names = "--expires", paramLabel = "TIME", description = "as in 2027-02-21T00:00:00Z; else in 90 days")
        private @Nullable String expires;

        @Override
        public Integer call() {
            var issued = connection
                    .api()
                    .post(
                            "/api/v1/tokens",
                            Body.of("name", name)
                                    .and("scopes", scopes)
                                    .and("expiresAt", expires)
                                    .fields());
            if (connection.json()) {
                connection.terminal().json(issued);
            } else {
                connection.terminal().print(issued.path("token").asString());
            }
            return 0;
        }
    }

    /** Those that were given out. */
    @Command(name = "list", description = "The tokens that were given out, and when each was last used.")
    public static final class Show implements Callable<Integer> {

        @Mixin
        private Connection connection = new Connection();

        @Override
        public Integer call() {
            var all = connection.api().get("/api/v1/tokens");
            if (connection.json()) {
                connection.terminal().json(all);
                return 0;
            }
            var rows = new ArrayList<List<String>>();
            for (var it : all.path("items")) {
                rows.add(List.of(
                        it.path("id").asString(),
                        it.path("name").asString(),
                        it.path("state").asString(),
                        it.path("expiresAt").asString("-"),
                        it.path("lastUsedAt").asString("never"),
                        it.path("scopes").valueStream().map(JsonNode::asString).collect(Collectors.joining(","))));
            }
            connection.terminal().table(List.of("ID", "NAME", "STATE", "EXPIRES", "LAST USED", "SCOPES"), rows);
            return 0;
        }
    }

    /** Ends one. */
    @Command(name = "revoke", description = "End a token, from its next request on.")
    public static final class Revoke implements Callable<Integer> {

        @Mixin
        private Connection connection = new Connection();

        @Parameters(paramLabel = "ID", description = "as 'token list' shows it")
        private String id = "";

        @Override
        public Integer call() {
            connection.api().delete("/api/v1/tokens/" + Api.part(id));
            return 0;
        }
    }
}
