package ai.kaleem.release.common.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Gates that make something, pinned as {@link GoldenTests} pins messages. */
class MakingGateGoldenTests {

    private static final Path GOLDEN = Path.of("src/test/resources/making.json");
    private static final String IMAGE = "ghcr.io/owner/kaleem-api:1.4.0";

    private static final List<GateSpec> GATES = List.of(
            GateSpecBuilder.builder()
                    .name("build-api")
                    .imageBuild(new ImageBuild(
                            IMAGE, "Backend", "Dockerfile", "production", Map.of("NODE_ENV", "production")))
                    .timeout(Duration.ofMinutes(20))
                    .retries(2)
                    .build(),
            GateSpecBuilder.builder()
                    .name("push-api")
                    .imagePush(new ImagePush(IMAGE, List.of("api", "worker")))
                    .needs(List.of("build-api", "unit"))
                    .timeout(Duration.ofMinutes(20))
                    .retries(2)
                    .build(),
            GateSpecBuilder.builder()
                    .name("tag")
                    .gitTag(new GitTag("v1.4.0", "c0ffee".repeat(6) + "c0ff", "kaleem 1.4.0\n\n- feat: orders"))
                    .timeout(Duration.ofMinutes(1))
                    .retries(12)
                    .build());

    private final JsonMapper mapper =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @Test
    void standOnTheWireAsTheirGoldenFileSays() throws IOException {
        var json = mapper.writeValueAsString(GATES) + "\n";
        if (Boolean.getBoolean("golden.write") && Files.notExists(GOLDEN)) {
            Files.writeString(GOLDEN, json);
        }

        assertThat(json).isEqualTo(Files.readString(GOLDEN));
        assertThat(List.of(mapper.readValue(json, GateSpec[].class))).isEqualTo(GATES);
    }

    @Test
    void someAreWorkAndOneOfThemNeedsTheSource() {
        assertThat(GATES).extracting(GateSpec::kind).containsExactly("build", "push", "tag");
        assertThat(GATES).extracting(GateSpec::isWork).containsExactly(true, true, false);
        assertThat(GATES).extracting(GateSpec::isOfSource).containsExactly(true, false, false);
    }
}
