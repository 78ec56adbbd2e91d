package ai.kaleem.release.agent.outbound.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.kaleem.release.agent.outbound.disk.Durable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * The folder a gateway's container reads. What it was written from stands in the first line of the configuration, so a
 * crash can never leave the two apart.
 */
final class ConfigurationFile {

    private static final String FIRST_LINE = "# routing: ";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path folder;
    private final Duration holdLimit;

    ConfigurationFile(Path folder, Duration holdLimit) {
        this.folder = folder;
        this.holdLimit = holdLimit;
    }

    /** Read by the container alone. */
    Path configuration() {
        return folder.resolve("etc");
    }

    /** Written by the container: its admin socket. */
    Path run() {
        return folder.resolve("run");
    }

    Path socket() {
        return run().resolve("admin.sock");
    }

    /** What was written last; empty where nothing was. */
    Optional<Routing> read() throws IOException {
        var file = configuration().resolve("haproxy.cfg");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (var lines = Files.lines(file, UTF_8)) {
            var first = lines.findFirst().orElse("");
            if (!first.startsWith(FIRST_LINE)) {
                throw new IOException(
                        "%s does not begin with '%s': it was changed by hand".formatted(file, FIRST_LINE));
            }
            return Optional.of(JSON.readValue(first.substring(FIRST_LINE.length()), Routing.class));
        }
    }

    /** Whole or not at all, and on the disk when it returns. */
    void write(Routing routing) throws IOException {
        prepare();
        DurableFile.write(configuration().resolve("hold.lua"), resource("hold.lua"));
        DurableFile.write(configuration().resolve("tester.lua"), resource("tester.lua"));
        DurableFile.write(configuration().resolve("haproxy.cfg"), render(routing));
    }

    private String render(Routing routing) throws IOException {
        return resource("haproxy.cfg")
                .replace("{{routing}}", JSON.writeValueAsString(routing))
                .replace("{{hold}}", routing.held() ? "1" : "0")
                .replace("{{canary}}", Trial.of(routing).slot())
                .replace("{{share}}", String.valueOf(Trial.of(routing).share()))
                .replace("{{generation}}", Trial.of(routing).generation())
                .replace("{{tester}}", Trial.of(routing).tester())
                .replace("{{testerName}}", Trial.of(routing).name())
                .replace("{{testerValue}}", Trial.of(routing).value())
                .replace("{{holdLimit}}", String.valueOf(Math.max(1, holdLimit.toSeconds())))
                .replace("{{port}}", String.valueOf(routing.port()))
                .replace("{{servers}}", servers(routing));
    }

    private static String servers(Routing routing) {
        var lines = new ArrayList<String>();
        for (var slot = 1; slot <= routing.size(); slot++) {
            var free = "    server s%d 127.0.0.1:%d disabled".formatted(slot, routing.port());
            lines.add(routing.in(slot)
                    .map(it -> "    server %s %s:%d weight %d"
                            .formatted(it.slotName(), it.container(), it.port(), it.weight()))
                    .orElse(free));
        }
        return String.join("\n", lines);
    }

    /**
     * The container runs under a user of its own, which must read the one folder and write the other; the folder above
     * is closed to everybody else on the host.
     */
    private void prepare() throws IOException {
        Durable.folders(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        Durable.folders(configuration());
        Files.setPosixFilePermissions(configuration(), PosixFilePermissions.fromString("rwxr-xr-x"));
        Durable.folders(run());
        Files.setPosixFilePermissions(run(), PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private static String resource(String name) throws IOException {
        try (var in = ConfigurationFile.class.getResourceAsStream("/gateway/" + name)) {
            if (in == null) {
                throw new IOException("%s is missing in this build".formatted(name));
            }
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
