package ai.kaleem.release.system.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.crash.Catalogue;
import ai.kaleem.release.common.crash.PlantedBug;
import ai.kaleem.release.system.world.Installation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A service with a mistake in it does not come through: the verdict says what was lost, doubled, or went otherwise. */
@Tag("long")
class PlantedBugsTests {

    /** Some mistakes show only when the right part breaks in the right moment: so many seeds are tried. */
    private static final int SEEDS = 3;

    private static final int BLOWS = 20;
    private static final int RELEASES = 12;
    private static final List<String> SERVICES = List.of("release-api", "gate-service", "deploy-agent", "notifier");

    /** What the notifier does with an event before it is acknowledged. */
    private static final String STORING = "MongoDeliveries.add > MongoCollection.insertOne";

    @TempDir
    private Path folder;

    /**
     * @param breaks what has to break for it to come to light
     * @param shows how a finding begins that it alone explains: another one may be the harness's own
     */
    private record Case(PlantedBug bug, Breaks breaks, Pattern shows) {

        @Override
        public String toString() {
            return bug.toString();
        }
    }

    private interface Breaks {
        Settings in(Settings settings, Path folder);
    }

    /** {@code -Dchaos.bugs} names those that are meant. */
    static Stream<Case> cases() {
        var meant = Pattern.compile(System.getProperty("chaos.bugs", ".*").replace(',', '|'));
        return Stream.of(PlantedBug.values())
                .filter(it -> meant.matcher(it.toString()).matches())
                .map(PlantedBugsTests::brought);
    }

    private static Case brought(PlantedBug bug) {
        return switch (bug) {
            // Only what the notifier hears has no second way: all else is asked for again.
            case ACK_BEFORE_PERSIST -> shown(bug, dyingAround(STORING, "notifier"), "lost: nobody told the team");
            case NO_INBOX -> shown(bug, dyingAround(STORING, "notifier"), "duplicated: .* reached the webhook as ");
            case PUBLISH_WITHOUT_CONFIRM ->
                shown(bug, striking(Fault.RABBITMQ, Fault.RABBITMQ_FULL, Fault.RABBITMQ_HUNG), "lost: (event|nobody)");
            case IGNORE_RETURNED -> shown(bug, striking(Fault.EVENTS_UNBOUND), "lost: (event|nobody)");
            case NO_FSYNC ->
                shown(bug, striking(Fault.RELEASE_API, Fault.GATE_SERVICE, Fault.NOTIFIER), "lost: (?!order)");
            case NO_EPOCH_CHECK -> shown(bug, striking(Fault.PAST_REQUEST), "unexpected: .*nobody had asked for it");
            // Every third request is made twice or again.
            case NO_IDEMPOTENCY_KEY -> shown(bug, striking(Fault.RELEASE_API), "duplicated: .*promised");
            case ROUTE_NOT_WRITTEN -> shown(bug, striking(Fault.GATEWAY), "unexpected: .*(serve|answer)");
        };
    }

    private static Case shown(PlantedBug bug, Breaks breaks, String finding) {
        return new Case(bug, breaks, Pattern.compile(finding));
    }

    private static Breaks striking(Fault... faults) {
        return (settings, folder) -> settings.striking(Set.of(faults));
    }

    /** Once just before and once just after a call; nothing else breaks. */
    private static Breaks dyingAround(String point, String service) {
        return (settings, folder) -> settings.with(settings.seed(), 0, settings.releases())
                .haltingOnce(service, ledgerOfAllBut(point, service, folder.resolve("points-" + settings.seed())));
    }

    /** Where a service would die at all others too, it would still be dying when the verdict is due: late is not lost. */
    private static Path ledgerOfAllBut(String point, String service, Path ledger) {
        var points = Catalogue.ofJar(jar(service), "ai.kaleem.release").points();
        assertThat(points).contains(point);
        var passed = points.stream()
                .filter(it -> !it.equals(point))
                .flatMap(it -> Stream.of("before " + it, "after " + it))
                .toList();
        try {
            return Files.write(ledger, passed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isNoticed(Case it) throws InterruptedException {
        var services =
                SERVICES.stream().filter(name -> hasAPlaceIn(name, it.bug())).toList();
        assertThat(services).as("where %s can be planted", it).isNotEmpty();

        for (int seed = 1; seed <= SEEDS; seed++) {
            var settings = it.breaks().in(Settings.usual().with(seed, BLOWS, RELEASES), folder);
            for (var service : services) {
                settings = settings.planting(service, it.toString());
            }
            var noticed = Chaos.run(settings).findings().stream()
                    .filter(it.shows().asPredicate())
                    .findFirst();
            if (noticed.isPresent()) {
                System.out.printf("%s: noticed with seed %d, %s%n", it, seed, noticed.get());
                return;
            }
        }
        throw new AssertionError("%s went unnoticed with %d seeds".formatted(it, SEEDS));
    }

    private static boolean hasAPlaceIn(String service, PlantedBug bug) {
        return !bug.placesIn(jar(service)).isEmpty();
    }

    private static Path jar(String service) {
        return Installation.ROOT.resolve("%s/target/%s.jar".formatted(service, service));
    }
}
