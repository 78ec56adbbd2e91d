package ai.kaleem.release.common.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

class EmbeddedMongoAutoConfigurationTests {

    @TempDir
    Path folder;

    private ApplicationContextRunner service;

    @BeforeEach
    void configure() {
        service = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        EmbeddedMongoAutoConfiguration.class,
                        MongoDefaultsAutoConfiguration.class,
                        MongoAutoConfiguration.class))
                .withPropertyValues(
                        "kaleem.embedded-mongo.folder=" + folder.resolve("store"),
                        "kaleem.embedded-mongo.database=release");
    }

    @Test
    void startsWhenTheAddressIsBlank() {
        service.withPropertyValues("spring.mongodb.uri=").run(context -> {
            assertThat(context.getBean(MongoConnectionDetails.class)
                            .getConnectionString()
                            .getDatabase())
                    .isEqualTo("release");
            var hello =
                    context.getBean(MongoClient.class).getDatabase("release").runCommand(new Document("hello", 1));
            assertThat(hello).containsEntry("isWritablePrimary", true);
            assertThat(folder.resolve("store/documents.mv")).exists();
        });
        EmbeddedMongo.open(folder.resolve("store")).close(); // the context gave the folder free
    }

    @Test
    void staysOutWhenAnAddressIsGiven() {
        service.withPropertyValues("spring.mongodb.uri=mongodb://db.example:27017/release")
                .run(context -> {
                    assertThat(context).doesNotHaveBean(EmbeddedMongo.class);
                    assertThat(context.getBean(MongoConnectionDetails.class)
                                    .getConnectionString()
                                    .getHosts())
                            .containsExactly("db.example:27017");
                    assertThat(Files.exists(folder.resolve("store"))).isFalse();
                });
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void saysWhichMongoIsMissingAndWhenItIsThere(CapturedOutput output) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        service.withPropertyValues("spring.mongodb.uri=mongodb://127.0.0.1:%d/release".formatted(port))
                .run(context -> {
                    var database = context.getBean(MongoClient.class).getDatabase("release");
                    var ping = new Document("ping", 1);

                    assertThatThrownBy(() -> database.runCommand(ping)).matches(new StoreAway());
                    assertThat(output).containsOnlyOnce("MongoDB at 127.0.0.1:%d cannot be reached".formatted(port));

                    try (EmbeddedMongo mongo = EmbeddedMongo.inMemory(port)) {
                        await().atMost(Duration.ofSeconds(20))
                                .ignoreExceptions()
                                .until(() -> database.runCommand(ping).getDouble("ok") == 1);
                        assertThat(output).contains("MongoDB at 127.0.0.1:%d is there".formatted(port));
                    }
                });
    }
}
