package ai.kaleem.release.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that does nothing but have commands of its own. */
public abstract class Group implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public final void run() {
        var own = Objects.requireNonNull(spec);
        throw new ParameterException(
                own.commandLine(),
                "Which? There are %s"
                        .formatted(String.join(", ", own.subcommands().keySet())));
    }
}
