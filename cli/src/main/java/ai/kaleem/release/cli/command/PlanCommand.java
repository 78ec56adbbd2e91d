package ai.kaleem.release.cli.command;

import ai.kaleem.release.cli.Api;
import ai.kaleem.release.cli.Connection;
import ai.kaleem.release.cli.Exit;
import ai.kaleem.release.cli.Failure;
import ai.kaleem.release.cli.Group;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The release plan. */
@Command(
        name = "plan",
        description = "Check the release plan, put it, or show the one that stands.",
        subcommands = {PlanCommand.Check.class, PlanCommand.Put.class, PlanCommand.Show.class})
public final class PlanCommand extends Group {

    private static final String YAML = "application/yaml";

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new Failure(
                    Exit.USAGE,
                    "%s cannot be read (%s); 'kaleem-release init' writes one"
                            .formatted(file, e.getClass().getSimpleName()));
        }
    }

    /** Changes nothing. */
    @Command(name = "check", description = "Have the API check the plan, line by line. Changes nothing.")
    public static final class Check implements Callable<Integer> {

        @Mixin
        private Connection connection = new Connection();

        @Parameters(
                arity = "0..1",
                paramLabel = "FILE",
                defaultValue = "release-plan.yml",
                description = "(${DEFAULT-VALUE})")
        private Path file = Path.of("release-plan.yml");

        @Override
        public Integer call() {
            var checked = connection
                    .api()
                    .put("/api/v1/apps/%s?dryRun=true".formatted(Api.part(connection.app())), YAML, read(file));
            if (connection.json()) {
                connection.terminal().json(checked);
            } else {
                connection.terminal().print("%s is good".formatted(file));
            }
            return 0;
        }
    }

    /** Puts it in place of the former one. */
    @Command(name = "put", description = "Put the plan; releases from now on go by it.")
    public static final class Put implements Callable<Integer> {

        @Mixin
        private Connection connection = new Connection();

        @Parameters(
                arity = "0..1",
                paramLabel = "FILE",
                defaultValue = "release-plan.yml",
                description = "(${DEFAULT-VALUE})")
        private Path file = Path.of("release-plan.yml");

        @Override
        public Integer call() {
            var put = connection.api().put("/api/v1/apps/" + Api.part(connection.app()), YAML, read(file));
            if (connection.json()) {
                connection.terminal().json(put);
            } else {
                connection.terminal().print("%s stands for %s".formatted(file, connection.app()));
            }
            return 0;
        }
    }

    /** As it was put. */
    @Command(name = "show", description = "The plan that stands, as it was put.")
    public static final class Show implements Callable<Integer> {

        @Mixin
        private Connection connection = new Connection();

        @Override
        public Integer call() {
            connection.terminal().raw(connection.api().text("/api/v1/apps/" + Api.part(connection.app()), YAML));
            return 0;
        }
    }
}
