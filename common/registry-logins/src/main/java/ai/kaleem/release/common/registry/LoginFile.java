package ai.kaleem.release.common.registry;

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
 * each question, so that a new login counts at once. Nothing of its values is in any message.
 *
 * @param file that may be missing unless it was named by the operator
 * @param isNamed whether the operator named it
 * @param setting by which the operator names it
 */
public record LoginFile(Path file, boolean isNamed, String setting) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String HUB = "docker.io";
    private static final Set<String> HUBS = Set.of(HUB, "index.docker.io", "registry-1.docker.io");

    /**
     * @param value of the setting; empty for where the {@code docker} command of this process's user keeps its own
     * @param setting its name
     */
    public static LoginFile of(String value, String setting) {
        if (!value.isBlank()) {
            return new LoginFile(Path.of(value).toAbsolutePath(), true, setting);
        }
        var folder = Optional.ofNullable(System.getenv("DOCKER_CONFIG"))
                .filter(it -> !it.isBlank())
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".docker"));
        return new LoginFile(folder.resolve("config.json").toAbsolutePath(), false, setting);
    }

    /** How a login gets into the file, in words. */
    public String mend(String registry) {
        return file.endsWith("config.json")
                ? "run 'docker --config %s login %s'".formatted(file.getParent(), registry)
                : "write them there, as 'docker login %s' does".formatted(registry);
    }

    /** The host, with its port, that an image comes from; {@code docker.io} where it names none. */
    public static String registryOf(String image) {
        var slash = image.indexOf('/');
        var first = slash < 0 ? "" : image.substring(0, slash);
        return first.contains(".") || first.contains(":") || first.equals("localhost") ? canonical(first) : HUB;
    }

    /**
     * The login for a registry, as {@link #registryOf} names it; empty where the file has none for it.
     *
     * @throws UnreadableLogins where the file cannot be read, or has it somewhere nobody looks
     */
    public Optional<Login> find(String registry) {
        if (!isNamed && !Files.exists(file)) {
            return Optional.empty();
        }
        var all = read();
        var helper = all.path("credHelpers").path(registry).asString("");
        var entry = entry(all.path("auths"), registry);
        if (entry == null && helper.isEmpty()) {
            return Optional.empty();
        }
        var found = entry == null ? Optional.<Login>empty() : login(entry, registry);
        if (found.isEmpty()) {
            var keeper = helper.isEmpty() ? all.path("credsStore").asString("") : helper;
            throw new UnreadableLogins(
                    keeper.isEmpty()
                            ? "%s names the registry %s and has no credentials for it: %s"
                                    .formatted(file, registry, mend(registry))
                            : "%s leaves the credentials of %s to the helper '%s', which is not run: write a file without 'credsStore' and 'credHelpers', and name it in %s"
                                    .formatted(file, registry, keeper, setting),
                    null);
        }
        return found;
    }

    private JsonNode read() {
        try {
            return JSON.readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UnreadableLogins(
                    "The registry credentials %s cannot be read (%s): make the file readable for this service, or set %s to another"
                            .formatted(file, e.getClass().getSimpleName(), setting),
                    e);
        } catch (JacksonException e) {
            // Its message may quote the file.
            var where = e.getLocation();
            throw new UnreadableLogins(
                    "The registry credentials %s are no JSON, line %d: write the file again as 'docker login' does"
                            .formatted(file, where == null ? 1 : where.getLineNr()),
                    null);
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

    private Optional<Login> login(JsonNode entry, String registry) {
        var token = entry.path("identitytoken").asString("");
        if (!token.isEmpty()) {
            return Optional.of(new Login.IdentityToken(token));
        }
        var user = entry.path("username").asString("");
        if (!user.isEmpty()) {
            return Optional.of(new Login.Password(user, entry.path("password").asString("")));
        }
        var packed = entry.path("auth").asString("");
        if (packed.isEmpty()) {
            return Optional.empty();
        }
        try {
            var plain = new String(Base64.getDecoder().decode(packed), StandardCharsets.UTF_8);
            var colon = plain.indexOf(':');
            if (colon > 0) {
                return Optional.of(new Login.Password(
                        plain.substring(0, colon), plain.substring(colon + 1).replace("\0", "")));
            }
        } catch (IllegalArgumentException e) {
            // Its message may quote the file: what follows says it without.
        }
        throw new UnreadableLogins(
                "%s has no name and password in 'auth' of %s: %s".formatted(file, registry, mend(registry)), null);
    }
}
