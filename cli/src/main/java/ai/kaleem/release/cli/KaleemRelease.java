package ai.kaleem.release.cli;

import ai.kaleem.release.cli.command.ApproveCommand;
import ai.kaleem.release.cli.command.CancelCommand;
import ai.kaleem.release.cli.command.CompletionCommand;
import ai.kaleem.release.cli.command.FreezeCommand;
import ai.kaleem.release.cli.command.HoldCommands;
import ai.kaleem.release.cli.command.HotfixCommand;
import ai.kaleem.release.cli.command.InitCommand;
import ai.kaleem.release.cli.command.LogsCommand;
import ai.kaleem.release.cli.command.NextVersionCommand;
import ai.kaleem.release.cli.command.NotesCommand;
import ai.kaleem.release.cli.command.PlanCommand;
import ai.kaleem.release.cli.command.PromoteCommand;
import ai.kaleem.release.cli.command.ReleaseCommand;
import ai.kaleem.release.cli.command.RollbackCommand;
import ai.kaleem.release.cli.command.SignCommand;
import ai.kaleem.release.cli.command.StatusCommand;
import ai.kaleem.release.cli.command.TokenCommand;
import ai.kaleem.release.cli.command.WatchCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** {@code kaleem-release}: what the API can, from a terminal or a pipeline. */
@Command(
        name = "kaleem-release",
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = "Releases software to your own server.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done; of a release that is watched: it succeeded",
            "1:the release ended otherwise",
            "2:the command line or a file makes no sense",
            "3:refused by the API: not allowed, not found, not now",
            "4:no answer, or no end in time"
        },
        footerHeading = "%nWhere and who:%n",
        footer = {
            "  --url, KALEEM_URL, or url: in a file",
            "  --app, KALEEM_APP, or app: in a file",
            "  --token-file, KALEEM_TOKEN_FILE, KALEEM_TOKEN, or tokenFile: in a file",
            "The file is .kaleem-release.yaml in this folder,",
            "or ~/.config/kaleem-release/config.yaml. A token is never an argument."
        },
        subcommands = {
            InitCommand.class,
            PlanCommand.class,
            NextVersionCommand.class,
            ReleaseCommand.class,
            WatchCommand.class,
            StatusCommand.class,
            ApproveCommand.class,
            PromoteCommand.class,
            SignCommand.class,
            CancelCommand.class,
            HoldCommands.Pause.class,
            HoldCommands.Resume.class,
            HoldCommands.Retry.class,
            RollbackCommand.class,
            HotfixCommand.class,
            FreezeCommand.class,
            NotesCommand.class,
            LogsCommand.class,
            TokenCommand.class,
            CompletionCommand.class
        })
public final class KaleemRelease extends Group {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "say what a command does, and go")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "say which version this is, and go")
    private boolean version;

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** As it is run: failures become words and exit codes. */
    static CommandLine commandLine() {
        return new CommandLine(new KaleemRelease())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    if (failure instanceof Failure known) {
                        line.getErr().println("error: " + Terminal.clean(String.valueOf(known.getMessage())));
                        return known.exit().code();
                    }
                    throw failure;
                })
                .setExitCodeExceptionMapper(
                        failure -> failure instanceof ParameterException ? Exit.USAGE.code() : Exit.NO_ANSWER.code());
    }
}
