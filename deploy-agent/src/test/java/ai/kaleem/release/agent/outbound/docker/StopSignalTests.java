package ai.kaleem.release.agent.outbound.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.contract.ServiceSpecBuilder;
import ai.kaleem.release.common.testing.Images;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is stopped is told so by the signal that its image asks for, and has its grace to finish what it has in hand. */
class StopSignalTests {

    /** Takes two seconds to finish; SIGTERM is not what it listens to. */
    private static final String WORKER = """
            process.on('SIGTERM', () => process.exit(15));
            process.on('SIGQUIT', () => { console.log('taking no more'); setTimeout(() => {
              console.log('finished'); process.exit(0); }, 2000); });
            setInterval(() => {}, 1000); console.log('working');
            """;

    @TempDir
    Path folder;

    private DockerPlace docker;
    private String image;

    @BeforeEach
    void build() throws IOException {
        docker = new DockerPlace(folder);
        image = docker.place.app() + "-quits";
        var context = Files.createDirectory(folder.resolve("context"));
        Files.writeString(
                context.resolve("Dockerfile"),
                "FROM %s\nSTOPSIGNAL SIGQUIT\n".formatted(Images.node().asCanonicalNameString()));
        docker.engine.ask(
                "Building " + image,
                docker -> docker.buildImageCmd(context.toFile())
                        .withTags(Set.of(image))
                        .start()
                        .awaitImageId());
    }

    @AfterEach
    void remove() throws IOException {
        var name = image;
        try (var place = docker) {
            for (var it : place.host.list(place.place)) {
                place.host.remove(it.name());
            }
            place.engine.tell(
                    "Removing " + name, docker -> docker.removeImageCmd(name).exec());
        }
    }

    @Test
    void asksAsTheImageWantsAndWaitsForItToFinish() {
        assertThat(stopped(Duration.ofSeconds(10))).containsSubsequence("working", "taking no more", "finished");
    }

    @Test
    void endsItByForceAfterItsGrace() {
        assertThat(stopped(Duration.ofSeconds(1)))
                .containsSubsequence("working", "taking no more")
                .doesNotContain("finished");
    }

    /** What it printed. */
    private List<String> stopped(Duration grace) {
        var worker = docker.container(ServiceSpecBuilder.builder()
                .name("worker")
                .image(image)
                .command(List.of("node", "-e", WORKER))
                .stopGrace(grace)
                .build());
        docker.host.create(worker);
        docker.host.start(worker.name());
        await().atMost(Duration.ofSeconds(30))
                .until(() -> docker.host.logs(worker.name(), 10).contains("working"));
        docker.host.stop(worker.name(), grace);
        return docker.host.logs(worker.name(), 10).lines().toList();
    }
}
