package ai.kaleem.release.cli.command;

import ai.kaleem.release.cli.Api;
import ai.kaleem.release.cli.Connection;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a release brings. */
@Command(name = "notes", description = "What changed in a release.")
public final class NotesCommand implements Callable<Integer> {

    @Mixin
    private Connection connection = new Connection();

    @Parameters(paramLabel = "RELEASE", description = "its id")
    private String release = "";

    @Option(names = "--public", description = "for those who use the product; else for the team")
    private boolean forAll;

    @Option(
            names = "--language",
            paramLabel = "LANGUAGE",
            defaultValue = "en",
            description = "en or ar (${DEFAULT-VALUE})")
    private String language = "en";

    @Option(names = "--markdown", description = "as Markdown")
    private boolean markdown;

    @Override
    public Integer call() {
        var path = "/api/v1/releases/%s/notes".formatted(Api.part(release));
        if (connection.json()) {
            connection.terminal().json(connection.api().get(path));
            return 0;
        }
        var asked = "%s?audience=%s&language=%s".formatted(path, forAll ? "public" : "team", Api.part(language));
        connection.terminal().raw(connection.api().text(asked, markdown ? "text/markdown" : "text/plain"));
        return 0;
    }
}
