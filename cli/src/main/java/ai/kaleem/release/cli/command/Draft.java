package ai.kaleem.release.cli.command;

import ai.kaleem.release.cli.Exit;
import ai.kaleem.release.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/**
 * A release plan as far as a Compose file and a {@code package.json} tell it. What they do not tell stands in the notes, and no
 * value of a variable is copied: it may be a secret.
 *
 * @param notes for whoever reads the plan next
 */
record Draft(String yaml, List<String> notes) {

    private static final List<String> COMPOSE =
            List.of("docker-compose.yml", "docker-compose.yaml", "compose.yml", "compose.yaml");

    private static final Map<String, String> STORES = Map.of(
            "redis", "redis",
            "valkey", "redis",
            "postgres", "postgres",
            "postgresql", "postgres",
            "mongo", "mongodb",
            "mongodb", "mongodb",
            "rabbitmq", "rabbitmq",
            "qdrant", "qdrant");

    /** Scripts as packages call them, and what the gate is called. */
    private static final Map<String, List<String>> GATES = gates();

    private static final Pattern ADDRESS = Pattern.compile("(?:(?<host>[0-9.]+):)?(?<out>\\d+):(?<in>\\d+)(?:/tcp)?");
    private static final Pattern SIZE = Pattern.compile("\\d+[kmg]");

    private static Map<String, List<String>> gates() {
        var gates = new LinkedHashMap<String, List<String>>();
        gates.put("lint", List.of("lint", "eslint"));
        gates.put("format", List.of("format:check", "prettier:check"));
        gates.put("types", List.of("typecheck", "type-check", "types"));
        gates.put("unit", List.of("test:unit", "test"));
        gates.put("integration", List.of("test:integration"));
        return gates;
    }

    /** @throws Failure where there is neither file, or one cannot be read */
    static Draft of(Path folder, @Nullable String app, String agent) {
        var compose = COMPOSE.stream()
                .map(folder::resolve)
                .filter(Files::exists)
                .findFirst()
                .map(it -> read(it, YAMLMapper.shared()));
        var manifest = Optional.of(folder.resolve("package.json"))
                .filter(Files::exists)
                .map(it -> read(it, JsonMapper.shared()));
        if (compose.isEmpty() && manifest.isEmpty()) {
            throw new Failure(
                    Exit.USAGE,
                    "%s has neither a docker-compose.yml nor a package.json to read"
                            .formatted(folder.toAbsolutePath()));
        }
        var name = named(Optional.ofNullable(app)
                .or(() -> manifest.map(it -> it.path("name").asString("")))
                .filter(it -> !it.isBlank())
                .orElseGet(
                        () -> String.valueOf(folder.toAbsolutePath().normalize().getFileName())));
        return new Writer(name, agent).draft(compose, manifest, repository(folder));
    }

    private static JsonNode read(Path file, tools.jackson.databind.ObjectMapper mapper) {
        try {
            return mapper.readTree(Files.readString(file));
        } catch (IOException e) {
            throw new Failure(Exit.USAGE, "%s cannot be read: %s".formatted(file, e.getMessage()));
        } catch (JacksonException e) {
            throw new Failure(Exit.USAGE, "%s cannot be read: %s".formatted(file, e.getOriginalMessage()));
        }
    }

    /** As plans take names. */
    private static String named(String name) {
        var plain = name.replaceAll("^@[^/]*/", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9-]+", "-")
                .replaceAll("^[^a-z]+|-+$", "");
        return plain.isEmpty() ? "app" : plain.substring(0, Math.min(plain.length(), 30));
    }

    /** Where git's own configuration says that it is kept. */
    private static Optional<String> repository(Path folder) {
        var file = folder.resolve(".git/config");
        try {
            var lines = Files.exists(file) ? Files.readAllLines(file) : List.<String>of();
            var isOrigin = false;
            for (var line : lines) {
                var text = line.strip();
                isOrigin = text.startsWith("[") ? text.equals("[remote \"origin\"]") : isOrigin;
                if (isOrigin && text.startsWith("url")) {
                    return Optional.of(text.substring(text.indexOf('=') + 1).strip())
                            // Credentials in an address stay where they are.
                            .map(it -> it.replaceAll("//[^/@]*@", "//"));
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Puts the plan together. */
    private static final class Writer {

        private final String app;
        private final String agent;
        private final List<String> notes = new ArrayList<>();
        private final Map<String, Object> services = new LinkedHashMap<>();
        private final Map<String, Object> datastores = new LinkedHashMap<>();
        private @Nullable String publish;

        Writer(String app, String agent) {
            this.app = app;
            this.agent = agent;
        }

        Draft draft(Optional<JsonNode> compose, Optional<JsonNode> manifest, Optional<String> repository) {
            compose.ifPresent(
                    it -> it.path("services").properties().forEach(one -> read(one.getKey(), one.getValue())));
            if (services.isEmpty()) {
                services.put("api", new LinkedHashMap<>(Map.of("image", app, "port", 3000)));
                notes.add("no service of the app was found: image and port of 'api' are guesses");
            }
            var plan = new LinkedHashMap<String, Object>();
            plan.put("app", app);
            repository.ifPresentOrElse(
                    it -> plan.put("repository", it),
                    () -> notes.add("add repository: without one no gate sees the source, and no version is computed"));
            plan.put("services", services);
            if (!datastores.isEmpty()) {
                plan.put("datastores", datastores);
            }
            var before = repository.isPresent() ? manifest.map(this::gates).orElse(List.of()) : List.of();
            if (!before.isEmpty()) {
                plan.put("gates", Map.of("before", before));
            }
            var production = new LinkedHashMap<String, Object>();
            production.put("agent", agent);
            if (publish != null) {
                production.put("publish", publish);
            }
            plan.put("environments", Map.of("production", production));
            notes.add("add health: {path: ...} to each service that answers HTTP, so that a release waits for it");
            var mapper = YAMLMapper.builder()
                    .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
                    .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
                    .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                    .build();
            return new Draft(
                    "# A first plan, drafted by 'kaleem-release init'. Read it, then: kaleem-release plan check\n"
                            + mapper.writeValueAsString(plan),
                    List.copyOf(notes));
        }

        private void read(String service, JsonNode it) {
            var image = it.path("image").asString("");
            var name = named(service);
            var bare = image.replaceAll("@.*$", "").replaceAll(":[^/:]*$", "");
            var store = STORES.get(bare.replaceAll("^.*/", ""));
            if (store != null && !it.has("build")) {
                datastores.put(
                        name,
                        Map.of(
                                "type",
                                store,
                                "container",
                                it.path("container_name").asString(app + "-" + name + "-1")));
                return;
            }
            if (bare.endsWith("nginx") && !it.has("build")) {
                notes.add("service '%s' is left out: what stands in front stays as it is".formatted(service));
                return;
            }
            var drafted = new LinkedHashMap<String, Object>();
            drafted.put("image", bare.isEmpty() || it.has("build") ? "%s-%s".formatted(app, name) : bare);
            port(service, it).ifPresent(port -> drafted.put("port", port));
            if (it.path("command").isArray()) {
                drafted.put(
                        "command",
                        it.path("command").valueStream().map(JsonNode::asString).toList());
            } else if (it.has("command")) {
                notes.add("service '%s' has a command in one text: write it as a list".formatted(service));
            }
            var memory = it.path("mem_limit").asString("").toLowerCase(Locale.ROOT);
            if (SIZE.matcher(memory).matches()) {
                drafted.put("memory", memory);
            }
            if (it.has("environment") || it.has("env_file")) {
                notes.add(
                        "service '%s' has variables: give them as envFile on the server, or under environment where they are no secret"
                                .formatted(service));
            }
            if (it.has("build")) {
                notes.add(
                        "service '%s' is built: add build: to have releases do that, or push its image under the version"
                                .formatted(service));
            }
            services.put(name, drafted);
        }

        private Optional<Integer> port(String service, JsonNode it) {
            for (var port : it.path("ports")) {
                var text = port.isObject()
                        ? "%s:%s"
                                .formatted(
                                        port.path("published").asString(),
                                        port.path("target").asString())
                        : port.asString();
                var address = ADDRESS.matcher(text);
                if (address.matches()) {
                    if (publish == null) {
                        var host = address.group("host");
                        publish = "%s:%s".formatted(host == null ? "127.0.0.1" : host, address.group("out"));
                        if (host == null) {
                            notes.add(
                                    "port %s of '%s' is published on 127.0.0.1 alone: say another address where visitors come straight"
                                            .formatted(address.group("out"), service));
                        }
                    }
                    return Optional.of(Integer.parseInt(address.group("in")));
                }
                notes.add("port '%s' of service '%s' is left out: write port and publish yourself"
                        .formatted(text, service));
            }
            var exposed = it.path("expose").path(0).asString("");
            return exposed.matches("\\d{1,5}") ? Optional.of(Integer.parseInt(exposed)) : Optional.empty();
        }

        /** One installs, the others wait for it. */
        private List<Object> gates(JsonNode manifest) {
            var scripts = manifest.path("scripts");
            var gates = new ArrayList<Object>();
            GATES.forEach((gate, candidates) -> candidates.stream()
                    .filter(scripts::has)
                    .findFirst()
                    .ifPresent(script -> {
                        var one = new LinkedHashMap<String, Object>();
                        one.put("name", gate);
                        one.put("run", List.of("npm", "run", script));
                        one.put("needs", List.of("install"));
                        gates.add(one);
                    }));
            if (!gates.isEmpty()) {
                var install = new LinkedHashMap<String, Object>();
                install.put("name", "install");
                install.put("run", List.of("npm", "ci"));
                gates.addFirst(install);
            }
            return gates;
        }
    }
}
