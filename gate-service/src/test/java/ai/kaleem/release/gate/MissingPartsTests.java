package ai.kaleem.release.gate;

import static ai.kaleem.release.gate.Asked.before;
import static ai.kaleem.release.gate.Asked.program;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.Request.Source;
import ai.kaleem.release.common.mongo.EmbeddedMongo;
import ai.kaleem.release.common.testing.Broker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** Parts that are missing when the service starts, or go missing. */
@ExtendWith(OutputCaptureExtension.class)
class MissingPartsTests {

    @TempDir
    Path folder;

    @Test
    void waitsForAStoreThatIsAwayAndThenTakesUpWhatWasAsked(CapturedOutput output) throws Exception {
        Files.writeString(folder.resolve("token"), "internal");
        try (var releaseApi = new ReleaseApi();
                var door = new Door();
                var service = launch(
                        "--spring.rabbitmq.addresses=" + Broker.shared().url(),
                        "--spring.mongodb.uri=mongodb://127.0.0.1:%d/gates".formatted(door.port()))) {
            releaseApi.ask(before(null));
            await().atMost(ReleaseApi.SOON)
                    .until(() -> output.getAll()
                            .contains("MongoDB at 127.0.0.1:%d cannot be reached".formatted(door.port())));
            assertThat(service.isRunning()).isTrue();

            try (var mongo = EmbeddedMongo.inMemory()) {
                door.open(mongo);

                assertThat(releaseApi.verdict().verdict()).isEqualTo(Verdict.PASSED);
                assertThat(releaseApi.parked()).isZero();
                service.close();
            }
        }
    }

    @Test
    void losesNothingWhenTheStoreGoesAwayWhileAGateRuns(CapturedOutput output) throws Exception {
        Files.writeString(folder.resolve("token"), "internal");
        var go = folder.resolve("go");
        var begun = folder.resolve("begun");
        var repository = Repository.in(folder.resolve("shop"))
                .script("slow", "touch %s".formatted(begun), "while [ ! -e %s ]; do sleep 0.05; done".formatted(go));
        repository.commit("slow");
        try (var releaseApi = new ReleaseApi();
                var mongo = EmbeddedMongo.inMemory();
                var door = new Door()) {
            door.open(mongo);
            try (var service = launch(
                    "--spring.rabbitmq.addresses=" + Broker.shared().url(),
                    "--spring.mongodb.uri=mongodb://127.0.0.1:%d/gates".formatted(door.port()))) {
                releaseApi.ask(before(new Source(repository.url(), "main"), program("slow", "./slow")));
                await().atMost(ReleaseApi.SOON).until(() -> Files.exists(begun));

                door.shut();
                Files.createFile(go);
                await().atMost(ReleaseApi.SOON).until(() -> output.getAll().contains("MongoDB is away; run "));
                door.open(mongo);

                var end = releaseApi.verdict();
                assertThat(end.verdict()).isEqualTo(Verdict.PASSED);
                assertThat(end.gates().getFirst().attempt()).isEqualTo(1);
                service.close();
            }
        }
    }

    @Test
    void startsWithoutABrokerAndSaysWhereItLooks(CapturedOutput output) throws IOException {
        Files.writeString(folder.resolve("token"), "internal");
        try (var service = launch("--spring.rabbitmq.addresses=amqp://127.0.0.1:1")) {
            assertThat(service.isRunning()).isTrue();
            await().atMost(ReleaseApi.SOON)
                    .until(() -> output.getAll().contains("RabbitMQ at 127.0.0.1:1 cannot be reached"));
        }
    }

    @Test
    void saysInASentenceThatItsTokenIsMissing(CapturedOutput output) {
        assertThatThrownBy(() -> launch()).rootCause().isInstanceOf(IOException.class);

        assertThat(output.getAll())
                .contains("Description:", "%s (kaleem.internal-token-file) cannot".formatted(folder.resolve("token")))
                .doesNotContain("\tat org.springframework.boot.SpringApplication.run");
    }

    private ConfigurableApplicationContext launch(String... more) throws IOException {
        var arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--kaleem.gates.data-folder=" + folder.resolve("data"),
                "--kaleem.embedded-mongo.folder=" + folder.resolve("mongo"),
                "--kaleem.internal-token-file=" + folder.resolve("token")));
        arguments.addAll(List.of(more));
        return new SpringApplicationBuilder(GateServiceApplication.class).run(arguments.toArray(String[]::new));
    }
}
