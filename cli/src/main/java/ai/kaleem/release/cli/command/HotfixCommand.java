package ai.kaleem.release.cli.command;

import ai.kaleem.release.cli.Api;
import ai.kaleem.release.cli.Connection;
import ai.kaleem.release.cli.Exit;
import ai.kaleem.release.cli.Failure;
import ai.kaleem.release.cli.Group;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Hotfixes begin where production is. */
@Command(name = "hotfix", description = "Begin a hotfix.", subcommands = HotfixCommand.Start.class)
public final class HotfixCommand extends Group {

    /** Makes the branch. */
    @Command(
            name = "start",
            description = "Make a branch from the tag of what runs in production, in the repository of this folder.",
            footer = {
                "",
                "From what runs, and not from main: what main has besides was never released, and would come with the mend.",
                "Commit the mend there, push the branch, then:",
                "  kaleem-release release production --ref BRANCH --type hotfix --reason '...'"
            })
    public static final class Start implements Callable<Integer> {

        private static final int PATIENCE_SECONDS = 120;

        @Mixin
        private Connection connection = new Connection();

        @Option(
                names = "--environment",
                paramLabel = "NAME",
                defaultValue = "production",
                description = "(${DEFAULT-VALUE})")
        private String environment = "production";

        @Parameters(arity = "0..1", paramLabel = "BRANCH", description = "else hotfix/ and the next patch version")
        private @Nullable String branch;

        @Override
        public Integer call() {
            var api = connection.api();
            var app = Api.part(connection.app());
            var there = api.get("/api/v1/apps/%s/environments/%s".formatted(app, Api.part(environment)));
            var version = there.path("version").asString("");
            if (version.isEmpty()) {
                throw new Failure(Exit.REFUSED, "Nothing that was released serves %s".formatted(environment));
            }
            var release = api.get("/api/v1/releases/" + there.path("releaseId").asString(""));
            var tag = release.at("/tag/name").asString("v" + version);
            var name = branch == null ? "hotfix/" + nextPatch(version) : branch;
            git("fetch", "--tags", "--quiet");
            git("switch", "--create", name, tag);
            connection.terminal().print("On branch %s, at %s, which serves %s".formatted(name, tag, environment));
            return 0;
        }

        private static String nextPatch(String version) {
            var core = version.replaceAll("[-+].*$", "").split("\\.");
            return core.length == 3 && core[2].matches("\\d{1,9}")
                    ? "%s.%s.%d".formatted(core[0], core[1], Long.parseLong(core[2]) + 1)
                    : version + "-fix";
        }

        private static void git(String... arguments) {
            var argv = new ArrayList<>(List.of("git"));
            argv.addAll(List.of(arguments));
            try {
                var process = new ProcessBuilder(argv).redirectErrorStream(true).start();
                var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                    process.destroyForcibly();
                    throw new Failure(
                            Exit.USAGE, "'%s' did not do it: %s".formatted(String.join(" ", argv), said.strip()));
                }
            } catch (IOException e) {
                throw new Failure(Exit.USAGE, "git cannot be run: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Failure(Exit.NO_ANSWER, "Interrupted");
            }
        }
    }
}
