package ai.kaleem.release.cli.command;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** For the shell. */
@Command(
        name = "completion",
        description = "Print a script for bash and zsh that completes commands and options.",
        footer = {"", "source <(kaleem-release completion)"})
public final class CompletionCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        var root = Objects.requireNonNull(spec).root();
        root.commandLine().getOut().println(AutoComplete.bash(root.name(), root.commandLine()));
        return 0;
    }
}
