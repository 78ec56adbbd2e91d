package ai.kaleem.release.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Where the API is, of which app one speaks, and who one is. What is nearer wins: an option, the environment, the folder's file,
 * the person's own.
 */
public final class Settings {

    /** Beside the plan, in the repository: it names no secret. */
    static final String OF_FOLDER = ".kaleem-release.yaml";

    private static final String OF_PERSON = ".config/kaleem-release/config.yaml";
    private static final Set<String> KNOWN = Set.of("url", "app", "tokenFile");
    private static final Set<PosixFilePermission> OF_OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final Map<String, String> environment;
    private final Map<String, String> values = new HashMap<>();
    private final List<String> warnings = new ArrayList<>();

    private Settings(Map<String, String> environment) {
        this.environment = environment;
    }

    /** @throws Failure for a file that cannot be read, or says what it may not */
    public static Settings read(Map<String, String> environment, Path folder) {
        var settings = new Settings(environment);
        var home = environment.get("HOME");
        if (home != null) {
            settings.add(Path.of(home).resolve(OF_PERSON));
        }
        settings.add(folder.resolve(OF_FOLDER));
        settings.take("url", "KALEEM_URL");
        settings.take("app", "KALEEM_APP");
        settings.take("tokenFile", "KALEEM_TOKEN_FILE");
        return settings;
    }

    private void add(Path file) {
        if (!Files.exists(file)) {
            return;
        }
        try {
            var tree = YAMLMapper.shared().readTree(file.toFile());
            for (var field : tree.properties()) {
                if (!KNOWN.contains(field.getKey())) {
                    throw new Failure(
                            Exit.USAGE,
                            "%s: %s is unknown; known are url, app and tokenFile".formatted(file, field.getKey()));
                }
                values.put(field.getKey(), field.getValue().asString());
            }
        } catch (JacksonException e) {
            throw new Failure(Exit.USAGE, "%s cannot be read: %s".formatted(file, e.getOriginalMessage()));
        }
    }

    private void take(String name, String variable) {
        var value = environment.get(variable);
        if (value != null && !value.isBlank()) {
            values.put(name, value);
        }
    }

    /** What is worth a word on standard error. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** @param option what the command line says; null for nothing */
    public URI url(@Nullable String option) {
        var text = Optional.ofNullable(option).or(() -> Optional.ofNullable(values.get("url")));
        var url = text.orElseThrow(() -> new Failure(
                Exit.USAGE, "Where is release-api? Say --url, set KALEEM_URL, or write url: in " + OF_FOLDER));
        try {
            var uri = URI.create(url.replaceAll("/+$", ""));
            if (uri.getHost() == null) {
                throw new IllegalArgumentException("it names no host");
            }
            return uri;
        } catch (IllegalArgumentException e) {
            throw new Failure(Exit.USAGE, "'%s' is no address of release-api: %s".formatted(url, e.getMessage()));
        }
    }

    public String app(@Nullable String option) {
        return Optional.ofNullable(option)
                .or(() -> Optional.ofNullable(values.get("app")))
                .orElseThrow(() ->
                        new Failure(Exit.USAGE, "Which app? Say --app, set KALEEM_APP, or write app: in " + OF_FOLDER));
    }

    /** Never an argument: those are read by everybody on the machine. */
    public String token(@Nullable Path option) {
        var own = environment.get("KALEEM_TOKEN");
        if (option == null && own != null && !own.isBlank()) {
            return own.strip();
        }
        var file = Optional.ofNullable(option)
                .or(() -> Optional.ofNullable(values.get("tokenFile")).map(this::expanded))
                .orElseThrow(
                        () -> new Failure(
                                Exit.USAGE,
                                "Who are you? Set KALEEM_TOKEN_FILE to a file that holds your token, or KALEEM_TOKEN to the token"));
        return read(file);
    }

    private Path expanded(String file) {
        var home = environment.get("HOME");
        return file.startsWith("~/") && home != null ? Path.of(home, file.substring(2)) : Path.of(file);
    }

    private String read(Path file) {
        try {
            if (Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS).stream()
                    .anyMatch(OF_OTHERS::contains)) {
                warnings.add("others can read %s, which holds your token: chmod 600 %s".formatted(file, file));
            }
        } catch (IOException | UnsupportedOperationException e) {
            // It is said below where it cannot be read; other file systems know no such rights.
        }
        try {
            var token = Files.readString(file).strip();
            if (token.isEmpty()) {
                throw new Failure(Exit.USAGE, "%s is empty, and should hold your token".formatted(file));
            }
            return token;
        } catch (IOException | UncheckedIOException e) {
            throw new Failure(Exit.USAGE, "%s, which should hold your token, cannot be read: %s".formatted(file, e));
        }
    }
}
