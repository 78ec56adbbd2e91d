package ai.kaleem.release.system.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.crash.PlantedBug;
import ai.kaleem.release.system.world.Installation;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A service with a mistake in it does not come through: the verdict says what was lost, doubled, or went otherwise. */
@Tag("long")
class PlantedBugsTests {

    /** Some mistakes show only when the right part dies in the right moment: so many seeds are tried. */
    private static final int SEEDS = 3;

    @ParameterizedTest
    @EnumSource(PlantedBug.class)
    void isNoticed(PlantedBug bug) throws InterruptedException {
        var services = Stream.of("release-api", "gate-service", "deploy-agent", "notifier")
                .filter(it -> !places(bug, it).isEmpty())
                .toList();
        assertThat(services).as("where %s can be planted", bug).isNotEmpty();

        for (int seed = 1; seed <= SEEDS; seed++) {
            var settings = Settings.usual().with(seed, 40, 25);
            for (var service : services) {
                settings = settings.planting(service, bug.toString());
            }
            var verdict = Chaos.run(settings);
            if (!verdict.isClean()) {
                System.out.printf(
                        "%s: noticed with seed %d, %s%n",
                        bug, seed, verdict.findings().getFirst());
                return;
            }
        }
        throw new AssertionError("%s went unnoticed with %d seeds".formatted(bug, SEEDS));
    }

    private static List<String> places(PlantedBug bug, String service) {
        return bug.placesIn(Installation.ROOT.resolve("%s/target/%s.jar".formatted(service, service)));
    }
}
