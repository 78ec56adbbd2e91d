package ai.kaleem.release.agent.outbound.docker;

import ai.kaleem.release.agent.deploy.StepFailed;
import com.github.dockerjava.api.model.AuthConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Who we are to registries: a file as {@code docker login} writes it ({@code config.json}, its {@code auths}). It is read at
 * each pull, so that a new login counts at once. Nothing of its values is in any message.
 *
 * @param file that may be missing unless it was named by the operator
 * @param isNamed whether the operator named it
 */
public record RegistryCredentials(Path file, boolean isNamed) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String HUB = "docker.io";
    private static final Set<String> HUBS = Set.of(HUB, "index.docker.io", "registry-1.docker.io");

    /** @param setting empty for where the {@code docker} command of the agent's user keeps its own */
    public static RegistryCredentials of(String setting) {
        if (!setting.isBlank()) {
            return new RegistryCredentials(Path.of(setting).toAbsolutePath(), true);
        }
        var folder = Optional.ofNullable(System.getenv("DOCKER_CONFIG"))
                .filter(it -> !it.isBlank())
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".docker"));
        return new RegistryCredentials(folder.resolve("config.json").toAbsolutePath(), false);
    }

    /** How they get into the file. */
    String mend(String registry) {
        return file.endsWith("config.json")
                ? "run 'docker --config %s login %s'".formatted(file.getParent(), registry)
                : "write them there, as 'docker login %s' does".formatted(registry);
    }

    /** The host, with its port, that an image comes from. */
    static String registry(String image) {
        var slash = image.indexOf('/');
        var first = slash < 0 ? "" : image.substring(0, slash);
        return first.contains(".") || first.contains(":") || first.equals("localhost") ? canonical(first) : HUB;
    }

    /**
     * Those for the registry of an image; empty where the file has none for it.
     *
     * @throws StepFailed where the file cannot be read, or has them somewhere the agent does not look
     */
    Optional<AuthConfig> find(String image) {
        var registry = registry(image);
        if (!isNamed && !Files.exists(file)) {
            return Optional.empty();
        }
        var all = read();
        var helper = all.path("credHelpers").path(registry).asString("");
        var entry = entry(all.path("auths"), registry);
        if (entry == null && helper.isEmpty()) {
            return Optional.empty();
        }
        var found = entry == null ? Optional.<AuthConfig>empty() : credentials(entry, registry);
        if (found.isEmpty()) {
            var keeper = helper.isEmpty() ? all.path("credsStore").asString("") : helper;
            throw new StepFailed(
                    keeper.isEmpty()
                            ? "%s names the registry %s and has no credentials for it: %s"
                                    .formatted(file, registry, mend(registry))
                            : "%s leaves the credentials of %s to the helper '%s', which the agent does not run: write a file without 'credsStore' and 'credHelpers', and name it in kaleem.agent.registry-credentials"
                                    .formatted(file, registry, keeper));
        }
        return found;
    }

    private JsonNode read() {
        try {
            return JSON.readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new StepFailed(
                    "The registry credentials %s cannot be read (%s): make the file readable for the agent, or set kaleem.agent.registry-credentials to another"
                            .formatted(file, e.getClass().getSimpleName()),
                    null,
                    e);
        } catch (JacksonException e) {
            // Its message may quote the file.
            var where = e.getLocation();
            throw new StepFailed(
                    "The registry credentials %s are no JSON, line %d: write the file again as 'docker login' does"
                            .formatted(file, where == null ? 1 : where.getLineNr()));
        }
    }

    private static @Nullable JsonNode entry(JsonNode auths, String registry) {
        return auths.properties().stream()
                .filter(it -> canonical(it.getKey()).equals(registry))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    /** Logins were kept by addresses once: {@code https://index.docker.io/v1/}. */
    private static String canonical(String address) {
        var host = address.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
        return HUBS.contains(host) ? HUB : host;
    }

    private Optional<AuthConfig> credentials(JsonNode entry, String registry) {
        var config = new AuthConfig().withRegistryAddress(registry);
        var token = entry.path("identitytoken").asString("");
        if (!token.isEmpty()) {
            return Optional.of(config.withIdentityToken(token));
        }
        var user = entry.path("username").asString("");
        if (!user.isEmpty()) {
            return Optional.of(config.withUsername(user)
                    .withPassword(entry.path("password").asString("")));
        }
        var packed = entry.path("auth").asString("");
        if (packed.isEmpty()) {
            return Optional.empty();
        }
        try {
            var plain = new String(Base64.getDecoder().decode(packed), StandardCharsets.UTF_8);
            var colon = plain.indexOf(':');
            if (colon > 0) {
                return Optional.of(config.withUsername(plain.substring(0, colon))
                        .withPassword(plain.substring(colon + 1).replace("\0", "")));
            }
        } catch (IllegalArgumentException e) {
            // Its message may quote the file: what follows says it without.
        }
        throw new StepFailed(
                "%s has no name and password in 'auth' of %s: %s".formatted(file, registry, mend(registry)));
    }
}
