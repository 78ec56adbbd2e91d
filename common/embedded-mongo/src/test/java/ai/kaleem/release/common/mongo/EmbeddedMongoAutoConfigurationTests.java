package ai.kaleem.release.common.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class EmbeddedMongoAutoConfigurationTests {

    @TempDir
    Path folder;

    private ApplicationContextRunner service;

    @BeforeEach
    void configure() {
        service = new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(EmbeddedMongoAutoConfiguration.class, MongoAutoConfiguration.class))
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
}
