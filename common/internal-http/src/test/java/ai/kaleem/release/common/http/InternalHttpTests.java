package ai.kaleem.release.common.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A service with a real server, asked over real HTTP. */
class InternalHttpTests {

    @TempDir
    Path folder;

    @Test
    void opensOnlyHealthToWhoeverAsks() throws Exception {
        try (var service = start(token("internal\n"))) {
            assertThat(get(service, "/actuator/health", null).statusCode()).isEqualTo(200);
            assertThat(get(service, "/actuator/health/readiness", null).statusCode())
                    .isEqualTo(200);
            assertThat(get(service, "/actuator/health", null).body()).doesNotContain("components", "disk");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/internal/ledger",
                "/actuator",
                "/actuator/info",
                "/actuator/metrics",
                "/actuator/metrics/jvm.memory.used",
                "/actuator/healthy",
                "/actuator/health/..;/metrics",
                "/actuator/health/%2e%2e/metrics",
                "/nowhere",
                "/error"
            })
    void asksForTheTokenEverywhereElse(String path) throws Exception {
        try (var service = start(token("internal\n"))) {
            assertThat(get(service, path, null).statusCode()).isIn(400, 401);
            var refused = get(service, path, "Bearer guessed");
            assertThat(refused.statusCode()).isIn(400, 401);
            assertThat(refused.body()).doesNotContain("secret", "jvm.", "names");
        }
    }

    @Test
    void letsInWhoeverKnowsTheToken() throws Exception {
        try (var service = start(token("internal\n"))) {
            assertThat(get(service, "/internal/ledger", "Bearer internal").body())
                    .isEqualTo("secret");
            assertThat(get(service, "/internal/ledger", "bearer internal").statusCode())
                    .isEqualTo(200);
            assertThat(get(service, "/actuator/metrics", "Bearer internal").body())
                    .contains("jvm.memory.used");

            var refused = get(service, "/internal/ledger", "Basic internal");
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
            assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(refused.body()).contains("send the internal token");
        }
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void doesNotStartWithoutATokenAndSaysSoInASentence(CapturedOutput output) throws Exception {
        assertThatThrownBy(() -> start(null)).hasRootCauseInstanceOf(NoInternalToken.class);
        assertThat(output.getAll()).contains("kaleem.internal-token-file is not set: name the file");

        assertThatThrownBy(() -> start(token(" \n"))).hasRootCauseInstanceOf(NoInternalToken.class);
        assertThat(output.getAll()).contains("(kaleem.internal-token-file) is empty");

        assertThatThrownBy(() -> start(folder.resolve("none"))).hasStackTraceContaining("NoInternalToken");
        assertThat(output.getAll())
                .contains("%s (kaleem.internal-token-file) cannot be read".formatted(folder.resolve("none")))
                .doesNotContain("\tat org.springframework.boot.SpringApplication.run");
    }

    private Path token(String text) throws Exception {
        return Files.writeString(folder.resolve("token"), text);
    }

    private static ConfigurableApplicationContext start(@Nullable Path token) {
        return new SpringApplicationBuilder(Service.class)
                .run("--server.port=0", token == null ? "--kaleem.other=" : "--kaleem.internal-token-file=" + token);
    }

    private static HttpResponse<String> get(
            ConfigurableApplicationContext service, String path, @Nullable String authorization) throws Exception {
        var port = service.getEnvironment().getRequiredProperty("local.server.port");
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%s%s".formatted(port, path)))
                .timeout(Duration.ofSeconds(10));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @RestController
    static class Service {

        @GetMapping("/internal/ledger")
        String ledger() {
            return "secret";
        }
    }
}
