package ai.kaleem.release.system.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/**
 * What customers saw in each journey: a table that is printed, and kept in {@code target/journeys.txt}, when all are over.
 * Found by JUnit through its service file.
 */
public final class Journeys implements TestExecutionListener {

    private static final List<String> ROWS = new CopyOnWriteArrayList<>();

    public static void saw(String journey, Load.Result result) {
        ROWS.add("%-62s %8d %6d %9d ms".formatted(journey, result.sent(), result.lost(), result.longestGapMillis()));
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        Installation.closeShared();
        if (ROWS.isEmpty()) {
            return;
        }
        var head = "%-62s %8s %6s %12s".formatted("journey", "requests", "lost", "longest gap");
        var table = Stream.concat(Stream.of(head), ROWS.stream()).collect(Collectors.joining("\n"));
        System.out.printf("%n%s%n", table);
        try {
            Files.writeString(Installation.ROOT.resolve("system-tests/target/journeys.txt"), table + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
