package ai.kaleem.release.gate;

import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.GateSpec;
import ai.kaleem.release.common.contract.GateSpecBuilder;
import ai.kaleem.release.common.contract.GatesRequestedBuilder;
import ai.kaleem.release.common.contract.GitTag;
import ai.kaleem.release.common.contract.ImageBuild;
import ai.kaleem.release.common.contract.ImagePush;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.Request;
import ai.kaleem.release.common.contract.Request.GatePhase;
import ai.kaleem.release.common.contract.Request.GatesRequested;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What release-api asks, as tests need it. */
public final class Asked {

    /** The Docker engine of this host. */
    public static final String ENGINE =
            Optional.ofNullable(System.getenv("DOCKER_HOST")).orElse("unix:///var/run/docker.sock");

    private Asked() {}

    public static GatesRequested before(Request.Source source, GateSpec... gates) {
        return before(source, Map.of(), gates);
    }

    public static GatesRequested before(Request.Source source, Map<String, String> images, GateSpec... gates) {
        return request(GatePhase.BEFORE, source, images, null, Instant.now().plusSeconds(900), gates);
    }

    public static GatesRequested request(
            GatePhase phase,
            Request.Source source,
            Map<String, String> images,
            String publish,
            Instant notAfter,
            GateSpec... gates) {
        return GatesRequestedBuilder.builder()
                .releaseId(ReleaseId.next())
                .deploymentId(DeploymentId.next())
                .app("shop")
                .environment("production")
                .version("1.4.0")
                .phase(phase)
                .source(source)
                .images(images)
                .gates(List.of(gates))
                .publish(publish)
                .notAfter(notAfter)
                .build();
    }

    public static GateSpec program(String name, List<String> needs, String... argv) {
        return GateSpecBuilder.builder()
                .name(name)
                .run(new GateSpec.Command(List.of(argv), ".", Map.of()))
                .needs(needs)
                .timeout(Duration.ofSeconds(30))
                .build();
    }

    public static GateSpec program(String name, String... argv) {
        return program(name, List.of(), argv);
    }

    /** Builds the repository's own folder. */
    public static GateSpec build(String image) {
        return GateSpecBuilder.builder()
                .name("build-api")
                .imageBuild(new ImageBuild(image, ".", "Dockerfile", null, Map.of()))
                .timeout(Duration.ofSeconds(60))
                .build();
    }

    /** Sends what {@link #build} built, where all of these passed too. */
    public static GateSpec push(String image, String... needs) {
        return GateSpecBuilder.builder()
                .name("push-api")
                .imagePush(new ImagePush(image, List.of("api", "worker")))
                .needs(Stream.concat(Stream.of("build-api"), Stream.of(needs)).toList())
                .timeout(Duration.ofSeconds(60))
                .build();
    }

    public static GateSpec tag(String name, String commit) {
        return GateSpecBuilder.builder()
                .name("tag")
                .gitTag(new GitTag(name, commit, "shop 1.4.0"))
                .timeout(Duration.ofSeconds(10))
                .retries(2)
                .build();
    }

    public static GateSpec http(String name, String url) {
        return GateSpecBuilder.builder()
                .name(name)
                .http(new GateSpec.Http(url, 200, null, 1, Duration.ofMillis(10)))
                .timeout(Duration.ofSeconds(5))
                .build();
    }
}
