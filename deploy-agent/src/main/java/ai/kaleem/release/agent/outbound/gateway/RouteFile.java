package ai.kaleem.release.agent.outbound.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.kaleem.release.agent.deploy.Frontage;
import ai.kaleem.release.agent.deploy.Route;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What each gateway is for, so that one can be made again at the agent's start before any plan is at hand. */
final class RouteFile {

    private static final Logger log = LoggerFactory.getLogger(RouteFile.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String NAME = "route.json";
    private static final String FRONTAGE = "frontage.json";

    private RouteFile() {}

    static void write(Path folder, Route route) throws IOException {
        DurableFile.write(folder.resolve(NAME), JSON.writeValueAsString(route));
    }

    static void write(Path folder, Frontage frontage) throws IOException {
        DurableFile.write(folder.resolve(FRONTAGE), JSON.writeValueAsString(frontage));
    }

    /** How a service was found that was taken over; empty where it was not. */
    static Optional<Frontage> frontage(Path folder) throws IOException {
        var file = folder.resolve(FRONTAGE);
        return Files.exists(file)
                ? Optional.of(JSON.readValue(Files.readString(file, UTF_8), Frontage.class))
                : Optional.empty();
    }

    static List<Route> readAll(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var folders = Files.list(folder)) {
            return folders.sorted().flatMap(it -> read(it).stream()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Route> read(Path folder) {
        var file = folder.resolve(NAME);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(Files.readString(file, UTF_8), Route.class));
        } catch (IOException | JacksonException e) {
            log.error("{} cannot be read, so this gateway is left as it is: {}", file, e.getMessage());
            return Optional.empty();
        }
    }

    static void deleteFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
