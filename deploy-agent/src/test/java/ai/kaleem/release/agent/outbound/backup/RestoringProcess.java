package ai.kaleem.release.agent.outbound.backup;

import ai.kaleem.release.agent.deploy.Place;
import ai.kaleem.release.agent.outbound.docker.Engine;
import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.DatastoreSpecBuilder;
import ai.kaleem.release.common.registry.LoginFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

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
        var spec = DatastoreSpecBuilder.builder()
                .name("redis")
                .type(DatastoreSpec.Type.REDIS)
                .container(args[3])
                .keep(1)
                .timeout(Duration.ofMinutes(2))
                .build();
        try (var engine = Engine.at(args[0], Duration.ofSeconds(60), LoginFile.of("", "a.setting"))) {
            new RedisStore(engine, place, spec).restore(Packed.in(Path.of(args[4])));
        }
    }
}
