package ai.kaleem.release.gate;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real repository, made by git itself. */
public final class Repository {

    private final Path folder;

    private Repository(Path folder) {
        this.folder = folder;
    }

    public static Repository in(Path folder) throws IOException {
        Files.createDirectories(folder);
        var repository = new Repository(folder);
        repository.git("init", "--quiet", "--initial-branch=main");
        return repository;
    }

    public Path folder() {
        return folder;
    }

    public String url() {
        return folder.toUri().toString().replaceFirst("^file:/+", "file:///").replaceFirst("/$", "");
    }

    public Repository file(String name, String text) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return this;
    }

    /** Makes an executable script of it. */
    public Repository script(String name, String... lines) throws IOException {
        file(name, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        if (!folder.resolve(name).toFile().setExecutable(true)) {
            throw new IOException("Cannot make %s executable".formatted(name));
        }
        return this;
    }

    /** Commits everything and returns the full hash. */
    public String commit(String message) throws IOException {
        git("add", "--all");
        git("commit", "--quiet", "--allow-empty", "--message", message);
        return git("rev-parse", "HEAD");
    }

    public String git(String... arguments) throws IOException {
        return run(Map.of(), arguments);
    }

    /** The same by a clock that says this, in ISO 8601. */
    public String gitAt(String date, String... arguments) throws IOException {
        return run(Map.of("GIT_AUTHOR_DATE", date, "GIT_COMMITTER_DATE", date), arguments);
    }

    /** The same with a file as its standard input. */
    public String feed(Path input, String... arguments) throws IOException {
        return run(Map.of(), Redirect.from(input.toFile()), arguments);
    }

    private String run(Map<String, String> environment, String... arguments) throws IOException {
        return run(environment, Redirect.PIPE, arguments);
    }

    private String run(Map<String, String> environment, Redirect input, String... arguments) throws IOException {
        var argv = new ArrayList<>(List.of("git", "-c", "user.name=Test", "-c", "user.email=test@example.org"));
        argv.addAll(List.of(arguments));
        var builder = new ProcessBuilder(argv)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(input);
        builder.environment().putAll(Map.of("GIT_CONFIG_GLOBAL", "/dev/null", "GIT_CONFIG_SYSTEM", "/dev/null"));
        builder.environment().putAll(environment);
        var process = builder.start();
        try {
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("%s: %s".formatted(argv, output));
            }
            return output;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
