package ai.kaleem.release.system.world;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What customers saw in each journey, printed as a table when all are over. */
public final class Journeys {

    private static final List<String> ROWS = new CopyOnWriteArrayList<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Journeys::print));
    }

    private Journeys() {}

    public static void saw(String journey, Load.Result result) {
        ROWS.add("%-62s %8d %6d %9d ms".formatted(journey, result.sent(), result.lost(), result.longestGapMillis()));
    }

    private static void print() {
        System.out.printf("%n%-62s %8s %6s %12s%n", "journey", "requests", "lost", "longest gap");
        ROWS.forEach(System.out::println);
    }
}
