package ai.kaleem.release.agent.outbound.backup;

import ai.kaleem.release.agent.deploy.Place;
import ai.kaleem.release.agent.outbound.docker.Engine;
import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.registry.LoginFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A process to be killed in the middle of a restore. */
final class RestoringProcess {

    private RestoringProcess() {}

    static Process start(String socket, Place place, String container, Path file) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RestoringProcess.class.getName(),
                        socket,
                        place.app(),
                        place.environment(),
                        container,
                        file.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    public static void main(String[] args) throws IOException {
        var place = new Place(args[1], args[2]);
        var spec = new DatastoreSpec(
                "redis", DatastoreSpec.Type.REDIS, args[3], 1, List.of(), List.of(), Duration.ofMinutes(2));
        try (var engine = Engine.at(args[0], Duration.ofSeconds(60), LoginFile.of("", "a.setting"))) {
            new RedisStore(engine, place, spec).restore(Packed.in(Path.of(args[4])));
        }
    }
}
