package ai.kaleem.release.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** A first plan from what a repository has; that the API takes it, a journey shows. */
class DraftTests {

    @TempDir
    Path folder;

    private Draft draft() {
        return Draft.of(folder, null, "vps-1");
    }

    private JsonNode plan() {
        return YAMLMapper.shared().readTree(draft().yaml());
    }

    private void has(String file, String text) throws IOException {
        Files.createDirectories(folder.resolve(file).getParent());
        Files.writeString(folder.resolve(file), text);
    }

    @Test
    void aComposeFileTellsServicesStoresAndTheDoor() throws IOException {
        has("docker-compose.yml", """
                services:
                  api:
                    build: .
                    ports: ["127.0.0.1:3000:3000"]
                    mem_limit: 256M
                    environment: {JWT_SECRET: not-a-secret}
                  worker: {image: "ghcr.io/kaleem/worker:1.2.3", command: [node, worker.js]}
                  redis: {image: "redis:7"}
                  mongo: {image: "mongo:7", container_name: kaleem-mongo}
                  nginx: {image: nginx}
                """);
        var plan = plan();
        assertThat(plan.at("/services/api/port").asInt()).isEqualTo(3000);
        assertThat(plan.at("/services/api/memory").asString()).isEqualTo("256m");
        assertThat(plan.at("/services/worker/image").asString()).isEqualTo("ghcr.io/kaleem/worker");
        assertThat(plan.at("/services/worker/command/1").asString()).isEqualTo("worker.js");
        assertThat(plan.at("/datastores/mongo/container").asString()).isEqualTo("kaleem-mongo");
        assertThat(plan.at("/datastores/redis/type").asString()).isEqualTo("redis");
        assertThat(plan.at("/environments/production/publish").asString()).isEqualTo("127.0.0.1:3000");
        assertThat(plan.path("services").has("nginx")).isFalse();
        assertThat(draft().yaml()).doesNotContain("not-a-secret");
        assertThat(draft().notes())
                .anyMatch(it -> it.startsWith("service 'nginx' is left out"))
                .anyMatch(it -> it.startsWith("service 'api' has variables"));
    }

    @Test
    void aPackageTellsItsNameAndItsGates() throws IOException {
        has("package.json", """
                {"name": "@kaleem/api-server", "scripts": {"lint": "eslint .", "test": "jest", "typecheck": "tsc"}}
                """);
        has(".git/config", "[remote \"origin\"]\n\turl = https://ci:pass-word@example.com/kaleem/api.git\n");
        var plan = plan();
        assertThat(plan.path("app").asString()).isEqualTo("api-server");
        assertThat(plan.path("repository").asString()).isEqualTo("https://example.com/kaleem/api.git");
        assertThat(plan.at("/gates/before")
                        .valueStream()
                        .map(it -> it.path("name").asString()))
                .containsExactly("install", "lint", "types", "unit");
        assertThat(plan.at("/gates/before/3/run/2").asString()).isEqualTo("test");
    }

    @Test
    void whatCannotBeReadIsSaid() throws IOException {
        assertThatThrownBy(this::draft)
                .isInstanceOf(Failure.class)
                .hasMessageContaining("has neither a docker-compose.yml nor a package.json");
        has("package.json", "{");
        assertThatThrownBy(this::draft).isInstanceOf(Failure.class).hasMessageContaining("package.json cannot be read");
    }
}
