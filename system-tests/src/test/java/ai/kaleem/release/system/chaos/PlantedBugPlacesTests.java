package ai.kaleem.release.system.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.crash.PlantedBug;
import ai.kaleem.release.system.world.Installation;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every mistake can still be made: a plain build says so, and not only the long one that makes them. */
class PlantedBugPlacesTests {

    @ParameterizedTest
    @EnumSource(PlantedBug.class)
    void hasAPlace(PlantedBug bug) {
        var places = Stream.of("release-api", "gate-service", "deploy-agent", "notifier")
                .map(it -> Installation.ROOT.resolve("%s/target/%s.jar".formatted(it, it)))
                .flatMap(it -> bug.placesIn(it).stream());
        assertThat(places).isNotEmpty();
    }
}
