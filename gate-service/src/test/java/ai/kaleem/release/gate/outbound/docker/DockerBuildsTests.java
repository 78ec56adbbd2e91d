package ai.kaleem.release.gate.outbound.docker;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.ImageBuild;
import ai.kaleem.release.common.registry.LoginFile;
import ai.kaleem.release.common.testing.Registry;
import ai.kaleem.release.gate.Asked;
import ai.kaleem.release.gate.gate.Builds.Sending;
import ai.kaleem.release.gate.gate.Outcome;
import ai.kaleem.release.gate.outbound.Printed;
import ai.kaleem.release.gate.outbound.registry.RegistryImages;
import ai.kaleem.release.gate.source.ImageName;
import ai.kaleem.release.gate.source.Images.Resolution;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;

/** A real engine, and a real registry. */
class DockerBuildsTests {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String SHELL = System.getenv().getOrDefault("KALEEM_NODE_IMAGE", "kaleem-standin/node:20");

    private final String image = "kaleem-builds-test-%s:1.4.0".formatted(UUID.randomUUID());
    private final Printed log = new Printed();

    @TempDir
    Path folder;

    private Registry registry;

    @AfterEach
    void clean() {
        if (registry != null) {
            registry.close();
        }
        var docker = DockerClientFactory.instance().client();
        docker.listImagesCmd().exec().stream()
                .filter(it -> it.getRepoTags() != null
                        && List.of(it.getRepoTags()).stream().anyMatch(tag -> tag.contains("kaleem-builds-test")))
                .forEach(it -> docker.removeImageCmd(it.getId()).withForce(true).exec());
    }

    @Test
    void buildsWithArgumentsOneStageAndLabels() throws Exception {
        var dockerfile = """
                FROM %s AS first
                ARG GREETING
                RUN echo "$GREETING" > /greeting && cat /greeting
                FROM scratch AS second
                """.formatted(SHELL);
        var build = new ImageBuild(image, ".", "docker/Dockerfile", "first", Map.of("GREETING", "marhaba"));

        var outcome = builds(noLogins())
                .build(build, tar(Map.of("docker/Dockerfile", dockerfile)), Map.of("a.label", "c0ffee"), SOON, log);

        assertThat(outcome).isEqualTo(new Outcome.Passed("built " + image));
        assertThat(log.lines()).contains("marhaba");
        var built =
                DockerClientFactory.instance().client().inspectImageCmd(image).exec();
        assertThat(built.getConfig().getLabels()).containsEntry("a.label", "c0ffee");
    }

    @Test
    void theSameAgainIsTheSameImage() throws Exception {
        assertThat(build("FROM scratch\nCOPY a /a\n")).isInstanceOf(Outcome.Passed.class);
        var docker = DockerClientFactory.instance().client();
        var first = docker.inspectImageCmd(image).exec().getId();
        assertThat(build("FROM scratch\nCOPY a /a\n")).isInstanceOf(Outcome.Passed.class);

        assertThat(docker.inspectImageCmd(image).exec().getId()).isEqualTo(first);
    }

    @Test
    void theNewestBuildsStayAndWhatRuns() throws Exception {
        var docker = DockerClientFactory.instance().client();
        var name = image.substring(0, image.lastIndexOf(':'));
        var builds = new DockerBuilds(Asked.ENGINE, noLogins(), 2);
        var container = "";
        try {
            for (var version = 1; version <= 5; version++) {
                var dockerfile = "FROM %s\nRUN echo %d > /version\nCMD [\"sleep\", \"60\"]\n".formatted(SHELL, version);
                builds.build(
                        new ImageBuild(name + ":" + version, ".", "Dockerfile", null, Map.of()),
                        tar(Map.of("Dockerfile", dockerfile)),
                        Map.of(),
                        SOON,
                        log);
                // The engine says to the second when an image was made.
                Thread.sleep(1_100);
                if (version == 1) {
                    container = docker.createContainerCmd(name + ":1").exec().getId();
                }
            }

            assertThat(docker.listImagesCmd().withImageNameFilter(name).exec())
                    .flatExtracting(it -> List.of(it.getRepoTags()))
                    .containsExactlyInAnyOrder(name + ":1", name + ":4", name + ":5");
        } finally {
            docker.removeContainerCmd(container).withForce(true).exec();
        }
    }

    @Test
    void whatTheCommitGetsWrongIsItsFault() throws Exception {
        assertThat(build("FROM %s\nRUN echo why it failed && exit 3\n".formatted(SHELL)))
                .isInstanceOf(Outcome.Failed.class)
                .extracting(Outcome::summary)
                .asString()
                .contains("returned a non-zero code: 3");
        assertThat(log.lines()).contains("why it failed");
        assertThat(build("FROM scratch\nCOPY nothing /nothing\n")).isInstanceOf(Outcome.Failed.class);
        assertThat(build("FORM scratch\n"))
                .isInstanceOf(Outcome.Failed.class)
                .extracting(Outcome::summary)
                .asString()
                .contains("FORM");
        var elsewhere = new ImageBuild(image, ".", "no/Dockerfile", null, Map.of());
        assertThat(builds(noLogins()).build(elsewhere, tar(Map.of("a", "b")), Map.of(), SOON, log))
                .isInstanceOf(Outcome.Failed.class)
                .extracting(Outcome::summary)
                .asString()
                .contains("no/Dockerfile");
    }

    @Test
    void oneThatTakesTooLongIsEnded() throws Exception {
        var build = new ImageBuild(image, ".", "Dockerfile", null, Map.of());

        assertThat(builds(noLogins())
                        .build(
                                build,
                                tar(Map.of("Dockerfile", "FROM %s\nRUN sleep 60\n".formatted(SHELL))),
                                Map.of(),
                                Duration.ofSeconds(2),
                                log))
                .isEqualTo(new Outcome.Failed("took longer than PT2S"));
    }

    @Test
    void anEngineThatIsAwayIsOursToMend() throws Exception {
        var away = new DockerBuilds("unix://%s".formatted(folder.resolve("no.sock")), noLogins(), 10);
        var build = new ImageBuild(image, ".", "Dockerfile", null, Map.of());

        assertThat(away.build(build, tar(Map.of("Dockerfile", "FROM scratch\n")), Map.of(), SOON, log))
                .isInstanceOf(Outcome.Unknown.class)
                .extracting(Outcome::summary)
                .asString()
                .startsWith("Docker does not answer at unix://")
                .endsWith("name another engine in KALEEM_GATES_DOCKERHOST");
        assertThat(away.push(image, SOON, log)).isInstanceOf(Sending.NotSent.class);
    }

    @Test
    void aBaseImageWhoseRegistryIsAwayIsNoFaultOfTheCommit() throws Exception {
        assertThat(build("FROM 127.0.0.1:1/nobody/there:1\n")).isInstanceOf(Outcome.Unknown.class);
    }

    @Test
    void sendsAndSaysTheDigestThatTheRegistryKnows() throws Exception {
        registry = Registry.start(folder.resolve("registry"));
        var name = registry.image("owner/kaleem-builds-test:1.4.0");
        assertThat(build(name, "FROM scratch\nCOPY a /a\n")).isInstanceOf(Outcome.Passed.class);

        var sent = builds(noLogins()).push(name, SOON, log);

        var known = new RegistryImages(SOON, noLogins()).resolve(ImageName.parse(name));
        assertThat(sent).isEqualTo(new Sending.Sent(ImageName.parse(name).at(((Resolution.Resolved) known).digest())));
        assertThat(builds(noLogins()).push(name, SOON, log))
                .as("the same again")
                .isEqualTo(sent);
    }

    @Test
    void aRegistryThatAsksWhoWeAreIsToldFromTheLogins() throws Exception {
        registry = Registry.startGuarded(folder.resolve("registry"));
        var name = registry.image("owner/kaleem-builds-test:1.4.0");
        build(name, "FROM scratch\nCOPY a /a\n");

        assertThat(summary(builds(noLogins()).push(name, SOON, log)))
                .contains("registry %s wants credentials that may write".formatted(registry.address()));
        assertThat(summary(builds(logins("wrong-word")).push(name, SOON, log)))
                .contains("wants credentials that may write")
                .doesNotContain("wrong-word");
        assertThat(builds(logins(Registry.WORD)).push(name, SOON, log)).isInstanceOf(Sending.Sent.class);
    }

    @Test
    void aRegistryThatIsAwayAndAnImageThatIsGoneAreOursToMend() throws Exception {
        build("127.0.0.1:1/owner/kaleem-builds-test:1.4.0", "FROM scratch\nCOPY a /a\n");

        assertThat(summary(builds(noLogins()).push("127.0.0.1:1/owner/kaleem-builds-test:1.4.0", SOON, log)))
                .contains("connection refused");
        assertThat(summary(builds(noLogins()).push("127.0.0.1:1/owner/never-built:1.4.0", SOON, log)))
                .contains("never-built");
    }

    private static String summary(Sending sending) {
        assertThat(sending).isInstanceOf(Sending.NotSent.class);
        var outcome = ((Sending.NotSent) sending).outcome();
        assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
        return outcome.summary();
    }

    private Outcome build(String dockerfile) throws Exception {
        return build(image, dockerfile);
    }

    private Outcome build(String name, String dockerfile) throws Exception {
        return builds(noLogins())
                .build(
                        new ImageBuild(name, ".", "Dockerfile", null, Map.of()),
                        tar(Map.of("Dockerfile", dockerfile, "a", "content of %s".formatted(image))),
                        Map.of(),
                        SOON,
                        log);
    }

    private static DockerBuilds builds(LoginFile logins) {
        return new DockerBuilds(Asked.ENGINE, logins, 10);
    }

    private LoginFile noLogins() {
        return new LoginFile(folder.resolve("config.json"), false, "a.setting");
    }

    private LoginFile logins(String word) throws IOException {
        var packed = Base64.getEncoder()
                .encodeToString("%s:%s".formatted(Registry.USER, word).getBytes(StandardCharsets.UTF_8));
        return new LoginFile(
                Files.writeString(
                        folder.resolve("logins.json"),
                        "{\"auths\": {\"%s\": {\"auth\": \"%s\"}}}".formatted(registry.address(), packed)),
                true,
                "a.setting");
    }

    private Path tar(Map<String, String> files) throws IOException {
        var file = Files.createTempFile(folder, "context", ".tar");
        try (var tar = new TarArchiveOutputStream(Files.newOutputStream(file))) {
            for (var one : files.entrySet()) {
                var bytes = one.getValue().getBytes(StandardCharsets.UTF_8);
                var entry = new TarArchiveEntry(one.getKey());
                entry.setSize(bytes.length);
                entry.setModTime(0);
                tar.putArchiveEntry(entry);
                tar.write(bytes);
                tar.closeArchiveEntry();
            }
        }
        return file;
    }
}
