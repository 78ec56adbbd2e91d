package ai.kaleem.release.system.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.crash.Catalogue;
import ai.kaleem.release.system.world.Installation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each real service dies once before and once after each of its outside calls, while releases of all kinds go on. */
@Tag("long")
class CrashPointsTests {

    /** So long nothing new was reached: what is missing then is not on the way of a release. */
    private static final Duration NOTHING_NEW = Duration.ofMinutes(3);

    private static final int AT_LEAST = 24;

    @TempDir
    private Path folder;

    /** {@code -Dchaos.services} names those that are meant. */
    static Stream<String> services() {
        return Stream.of(System.getProperty("chaos.services", "release-api,gate-service,deploy-agent,notifier")
                .split(","));
    }

    @ParameterizedTest
    @MethodSource("services")
    void nothingIsLostWhereverItDies(String service) throws InterruptedException {
        var ledger = folder.resolve(service + ".points");
        var settings = Settings.usual().with(1, 0, 200).haltingOnce(service, ledger);
        var verdict = Chaos.run(settings, new NothingNew(ledger));
        var moments = lines(ledger);
        System.out.printf("%s: halted %d times, covered %s%n", service, moments.size(), covered(service, moments));

        assertThat(verdict.findings()).isEmpty();
        assertThat(verdict.releases()).isGreaterThanOrEqualTo(AT_LEAST);
        assertThat(moments).isNotEmpty();
    }

    private static String covered(String service, List<String> moments) {
        var jar = Installation.ROOT.resolve("%s/target/%s.jar".formatted(service, service));
        var points =
                moments.stream().map(it -> it.substring(it.indexOf(' ') + 1)).collect(Collectors.toSet());
        return Catalogue.ofJar(jar, "ai.kaleem.release").covered(points);
    }

    private static List<String> lines(Path ledger) {
        try {
            return Files.exists(ledger) ? Files.readAllLines(ledger) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asked before each release. */
    private static final class NothingNew implements BooleanSupplier {

        private final Path ledger;
        private final AtomicLong asked = new AtomicLong();
        private long known;
        private long since = System.nanoTime();

        NothingNew(Path ledger) {
            this.ledger = ledger;
        }

        @Override
        public synchronized boolean getAsBoolean() {
            var now = lines(ledger).size();
            if (now > known) {
                known = now;
                since = System.nanoTime();
            }
            return asked.incrementAndGet() > AT_LEAST && System.nanoTime() - since > NOTHING_NEW.toNanos();
        }
    }
}
