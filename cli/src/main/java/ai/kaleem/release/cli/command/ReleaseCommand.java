package ai.kaleem.release.cli.command;

import ai.kaleem.release.cli.Connection;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks for a release and follows it. */
@Command(
        name = "release",
        description = "Ask for a release and follow it to its end.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  release staging --ref main            the version is computed",
            "  release production --version 1.4.0    what is tagged so",
            "  release production --ref hotfix/1.4.1 --type hotfix"
        })
public final class ReleaseCommand implements Callable<Integer> {

    @Mixin
    private Connection connection = new Connection();

    @Mixin
    private WatchOptions watch = new WatchOptions();

    @Parameters(paramLabel = "ENVIRONMENT", description = "where, as the plan calls it")
    private String environment = "";

    @Option(
            names = "--version",
            paramLabel = "VERSION",
            description = "as in 1.4.0; else it is computed, or read off the tag")
    private @Nullable String version;

    @Option(names = "--ref", paramLabel = "REF", description = "a branch, a tag or a commit")
    private @Nullable String ref;

    @Option(names = "--image", paramLabel = "SERVICE=IMAGE", description = "a service's image in place of the plan's")
    private @Nullable Map<String, String> images;

    @Option(names = "--type", paramLabel = "TYPE", description = "${COMPLETION-CANDIDATES}; else by the version")
    private @Nullable Type type;

    @Option(names = "--not-before", paramLabel = "TIME", description = "as in 2026-12-01T02:00:00+03:00")
    private @Nullable String notBefore;

    @Option(names = "--reason", paramLabel = "TEXT", description = "for everybody who is told")
    private @Nullable String reason;

    /** As the API calls them. */
    public enum Type {
        REGULAR,
        RC,
        HOTFIX
    }

    @Override
    public Integer call() {
        var api = connection.api();
        var placed = api.post(
                "/api/v1/releases",
                Body.of("app", connection.app())
                        .and("environment", environment)
                        .and("version", version)
                        .and("ref", ref)
                        .and("images", images)
                        .and("type", type == null ? null : type.name())
                        .and("notBefore", notBefore)
                        .and("reason", reason)
                        .fields());
        return watch.after(placed, api, connection);
    }
}
