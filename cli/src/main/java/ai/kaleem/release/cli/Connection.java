package ai.kaleem.release.cli;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that every command has which asks the API. */
public final class Connection {

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "where release-api answers; else KALEEM_URL, or url: of a file")
    private @Nullable String url;

    @Option(names = "--app", paramLabel = "APP", description = "the app; else KALEEM_APP, or app: of a file")
    private @Nullable String app;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "holds your token; else KALEEM_TOKEN_FILE, KALEEM_TOKEN, or tokenFile: of a file")
    private @Nullable Path tokenFile;

    @Option(names = "--json", description = "print what the API answered, for programs")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    private @Nullable Settings settings;

    public boolean json() {
        return json;
    }

    public String app() {
        return settings().app(app);
    }

    public URI url() {
        return settings().url(url);
    }

    /** @throws Failure where it is not known where the API is, or who one is */
    public Api api() {
        var api = new Api(url(), settings().token(tokenFile), it -> terminal().say(it));
        settings().warnings().forEach(it -> terminal().say("warning: " + it));
        return api;
    }

    public Terminal terminal() {
        var line = spec().commandLine();
        var console = System.console();
        return new Terminal(
                line.getOut(), line.getErr(), console != null && console.isTerminal() && System.getenv("CI") == null);
    }

    private Settings settings() {
        var known = settings;
        if (known == null) {
            known = Settings.read(System.getenv(), Path.of(""));
            settings = known;
        }
        return known;
    }

    private CommandSpec spec() {
        if (command == null) {
            throw new IllegalStateException("picocli makes it");
        }
        return command;
    }
}
