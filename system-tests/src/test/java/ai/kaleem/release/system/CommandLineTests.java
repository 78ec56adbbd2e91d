package ai.kaleem.release.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.system.world.Installation;
import ai.kaleem.release.system.world.Plan;
import ai.kaleem.release.system.world.Shop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The command line as it is shipped, a jar and its launcher, against the real services. */
class CommandLineTests {

    private final Installation installation = Installation.shared();

    @TempDir
    Path folder;

    private record Ended(int code, String out, String err) {}

    @Test
    void aReleaseIsAskedForWatchedTakenBackAndLookedAt() throws Exception {
        try (var shop = Shop.open(installation, "cli", Plan.usual())) {
            says("url: %s\napp: %s\n".formatted(installation.client().address(), shop.app()));

            var released = run("release", "production", "--version", "1.1.0", "--reason", "weekly");
            assertThat(released.code()).as(released.err()).isZero();
            var id = released.out().strip();
            assertThat(id).hasSize(26);
            assertThat(released.err())
                    .contains("before  passed     unit", "deploy  done       switch", "after   passed     health")
                    .contains("SUCCEEDED")
                    .doesNotContain("\u001b");
            assertThat(shop.version()).isEqualTo("1.1.0");

            var bad = run("release", "production", "--version", "1.3.0");
            assertThat(bad.code()).isEqualTo(1);
            assertThat(bad.err()).contains("REJECTED", "unit");
            var log = run("logs", bad.out().strip(), "--gate", "unit");
            assertThat(log.code()).isZero();
            assertThat(log.out()).isNotBlank();
            assertThat(run("logs", id, "--step", "switch").code()).isZero();

            var status = run("status");
            assertThat(status.out())
                    .contains("production   1.1.0")
                    .contains("REJECTED")
                    .contains("SUCCEEDED");
            var json = run("status", id, "--json");
            assertThat(JsonMapper.shared().readTree(json.out()).path("version").asString())
                    .isEqualTo("1.1.0");
            assertThat(run("watch", id).code()).isZero();

            assertThat(run("rollback", "production", "--dry-run").out()).contains("IMAGE");
            var back = run("rollback", "production", "--reason", "orders fail");
            assertThat(back.code()).as(back.err()).isZero();
            assertThat(shop.version()).isEqualTo("1.0.0");
            var late = run("cancel", id, "--reason", "too late");
            assertThat(late.code()).isEqualTo(3);
            assertThat(late.err()).startsWith("error: It is SUCCEEDED already; there is nothing to cancel (409)");
        }
    }

    @Test
    void aPlanIsDraftedCheckedAndPut() throws Exception {
        says("url: %s\napp: drafted-by-cli\n".formatted(installation.client().address()));
        Files.writeString(folder.resolve("docker-compose.yml"), """
                services:
                  api: {build: ., ports: ["127.0.0.1:3000:3000"], mem_limit: 256m}
                  redis: {image: "redis:7"}
                """);
        Files.writeString(
                folder.resolve("package.json"), "{\"name\": \"drafted\", \"scripts\": {\"lint\": \"eslint .\"}}");
        var drafted = run("init", "--app", "drafted-by-cli");
        assertThat(drafted.code()).as(drafted.err()).isZero();
        assertThat(run("init").code()).isEqualTo(2);

        var checked = run("plan", "check");
        assertThat(checked.out()).as(checked.err()).isEqualTo("release-plan.yml is good\n");
        assertThat(run("plan", "show").err()).contains("drafted-by-cli");
        assertThat(run("plan", "put").code()).isZero();
        assertThat(run("plan", "show").out()).contains("drafted by 'kaleem-release init'");
        Files.writeString(folder.resolve("release-plan.yml"), "app: drafted-by-cli\nservces: {}\n");
        var faulty = run("plan", "check");
        assertThat(faulty.code()).isEqualTo(3);
        assertThat(faulty.err()).contains("line 2: servces: is unknown here; did you mean 'services'?");
    }

    @Test
    void aTokenIsGivenOutForLessAndEnded() throws Exception {
        says("url: %s\n".formatted(installation.client().address()));
        var issued = run("token", "create", "reader-of-cli", "--scope", "release:read");
        assertThat(issued.code()).as(issued.err()).isZero();
        var token = issued.out().strip();
        assertThat(token).startsWith("krl_");
        var id = token.split("_")[1];
        assertThat(runAs(token, "token", "list").err()).contains("token:admin");
        assertThat(run("token", "list").out()).contains(id, "reader-of-cli", "release:read");
        assertThat(run("token", "revoke", id).code()).isZero();
        var ended = runAs(token, "status", "--app", "cli");
        assertThat(ended.code()).isEqualTo(3);
        assertThat(ended.err()).contains("(401)");
    }

    private void says(String settings) throws IOException {
        Files.writeString(folder.resolve(".kaleem-release.yaml"), settings);
    }

    private Ended run(String... arguments) throws IOException, InterruptedException {
        return runAs(installation.secret("token"), arguments);
    }

    private Ended runAs(String token, String... arguments) throws IOException, InterruptedException {
        var argv = new ArrayList<>(
                List.of(Installation.ROOT.resolve("scripts/kaleem-release").toString()));
        argv.addAll(List.of(arguments));
        var out = folder.resolve("out").toFile();
        var err = folder.resolve("err").toFile();
        var builder = new ProcessBuilder(argv)
                .directory(folder.toFile())
                .redirectOutput(out)
                .redirectError(err);
        builder.environment().put("KALEEM_TOKEN", token);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("HOME", folder.toString());
        var process = builder.start();
        if (!process.waitFor(180, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("%s does not end: %s".formatted(argv, Files.readString(err.toPath())));
        }
        return new Ended(
                process.exitValue(), Files.readString(out.toPath(), UTF_8), Files.readString(err.toPath(), UTF_8));
    }
}
