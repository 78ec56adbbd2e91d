package ai.kaleem.release.system.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.kaleem.release.common.testing.Images;
import ai.kaleem.release.system.world.OwnSpace;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.testcontainers.utility.DockerImageName;

/** 200 kills over 400 releases, on the brokers of Debian 12 and of Debian 13. */
@Tag("long")
class LongChaosTests {

    static Stream<DockerImageName> brokers() {
        var older =
                Optional.ofNullable(System.getenv("KALEEM_RABBITMQ_3_10_IMAGE")).orElse("kaleem-standin/rabbitmq:3.10");
        return Stream.of(Images.rabbitmq(), DockerImageName.parse(older).asCompatibleSubstituteFor("rabbitmq"));
    }

    /** The releases' engine is one of what is killed; the broker lives on another. */
    @Test
    void nothingIsLostWithTheEngineKilledToo(@TempDir Path folder) {
        var missing = OwnSpace.missing();
        assumeTrue(missing.isEmpty(), missing.orElse(""));

        var settings = Settings.usual().with(1, 80, 100).killingTheEngineToo();
        var verdict = folder.resolve("verdict.txt");
        EngineChaos.run(settings, verdict);
        assertThat(verdict).content().startsWith(settings.goodVerdict());
    }

    @ParameterizedTest(name = "on {0}")
    @MethodSource("brokers")
    void nothingIsLostAndNothingHappensTwice(DockerImageName broker) throws InterruptedException {
        var settings = Settings.usual().with(1, 200, 400).on(broker);
        var verdict = Chaos.run(settings);

        assertThat(verdict.findings()).as(settings.replay()).isEmpty();
        assertThat(verdict.kills()).isEqualTo(200);
        assertThat(verdict.releases()).isEqualTo(400);
    }
}
