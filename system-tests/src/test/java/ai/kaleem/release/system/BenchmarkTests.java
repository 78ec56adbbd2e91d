package ai.kaleem.release.system;

import ai.kaleem.release.system.world.Installation;
import ai.kaleem.release.system.world.Plan;
import ai.kaleem.release.system.world.Shop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Figures, printed and never asserted: {@code mvn verify -pl system-tests -Dtest=BenchmarkTests -Dtests.excluded=long}. From the
 * POST to the agent's first step without gates, one release after the other; each ends in that step, as its image is unknown.
 */
@Tag("benchmark")
class BenchmarkTests {

    private static final int WARM_UP = 20;
    private static final int RELEASES = 100;

    @Test
    void fromThePostToTheFirstStep() {
        var installation = Installation.shared();
        try (var shop = Shop.planned(installation, "bench", Plan.usual().withoutGates())) {
            var millis = new ArrayList<Double>();
            for (int i = 0; i < WARM_UP + RELEASES; i++) {
                var run = shop.releaseOfImage("1.0.%d".formatted(i), null, "nobodys-image:1")
                        .endsAs("FAILED");
                var first = run.view().path("steps").path(0).path("startedAt").asString();
                var requested = run.view().path("requestedAt").asString();
                if (i >= WARM_UP) {
                    millis.add(Duration.between(Instant.parse(requested), Instant.parse(first))
                                    .toNanos()
                            / 1e6);
                }
            }
            Collections.sort(millis);
            System.out.printf(
                    "POST to the agent's first step, %d releases: p50 %.0f ms, p99 %.0f ms, longest %.0f ms%n",
                    RELEASES, millis.get(RELEASES / 2), millis.get(RELEASES * 99 / 100 - 1), millis.getLast());
        }
        long all = 0;
        for (var service : installation.services()) {
            System.out.printf("%-14s %4d MiB resident%n", service.name(), service.residentMemory());
            all += service.residentMemory();
        }
        System.out.printf("%-14s %4d MiB%n", "together", all);
    }
}
