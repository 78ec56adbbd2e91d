package ai.kaleem.release.cli.command;

import ai.kaleem.release.cli.Exit;
import ai.kaleem.release.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a first release plan from what a repository has. */
@Command(
        name = "init",
        description =
                "Write a first release plan from docker-compose.yml and package.json. Asks nobody, and changes nothing else.",
        footer = {"", "Then read it, mend what only you know, and: kaleem-release plan check"})
public final class InitCommand implements Callable<Integer> {

    @Option(
            names = "--folder",
            paramLabel = "FOLDER",
            defaultValue = ".",
            description = "the repository (${DEFAULT-VALUE})")
    private Path folder = Path.of(".");

    @Option(names = "--app", paramLabel = "NAME", description = "else the name in package.json, or the folder's")
    private @Nullable String app;

    @Option(
            names = "--agent",
            paramLabel = "NAME",
            defaultValue = "vps-1",
            description = "who serves production (${DEFAULT-VALUE})")
    private String agent = "vps-1";

    @Option(
            names = "--output",
            paramLabel = "FILE",
            defaultValue = "release-plan.yml",
            description = "(${DEFAULT-VALUE})")
    private Path output = Path.of("release-plan.yml");

    @Option(names = "--force", description = "write it anew where there is one")
    private boolean force;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        var file = folder.resolve(output);
        if (Files.exists(file) && !force) {
            throw new Failure(Exit.USAGE, "%s is there already; --force writes it anew".formatted(file));
        }
        var drafted = Draft.of(folder, app, agent);
        try {
            Files.writeString(file, drafted.yaml());
        } catch (IOException e) {
            throw new Failure(Exit.USAGE, "%s cannot be written: %s".formatted(file, e.getMessage()));
        }
        if (spec != null) {
            var err = spec.commandLine().getErr();
            drafted.notes().forEach(it -> err.println("note: " + it));
            spec.commandLine().getOut().println(file);
        }
        return 0;
    }
}
