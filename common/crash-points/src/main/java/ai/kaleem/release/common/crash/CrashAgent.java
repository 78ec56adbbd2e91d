package ai.kaleem.release.common.crash;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Stops a real process at its crash points, or makes a mistake in it: {@code -javaagent:crash-points.jar=WISH,WISH}.
 *
 * <p>{@code once:FILE} halts at each moment that FILE does not list yet, after having added it: started again and again,
 * the process dies once before and once after every call that leaves it. {@code at:MOMENT} halts at that one, each time.
 * {@code seen:FILE} only lists what was reached. {@code plant:BUG} makes the {@link PlantedBug}. The exit code is that of a
 * SIGKILL, 137; no shutdown hook runs.
 */
public final class CrashAgent {

    private static final int KILLED = 137;
    private static final int MISUSED = 2;
    private static final int BROKEN = 70;

    private Optional<PlantedBug> bug = Optional.empty();

    private CrashAgent() {}

    /** @param wishes see above */
    public static void premain(String wishes, Instrumentation jvm) {
        var agent = new CrashAgent();
        try {
            for (var wish : wishes.split(",")) {
                agent.grant(wish);
            }
        } catch (IOException | IllegalArgumentException e) {
            // A JVM whose agent throws dumps its core.
            System.err.println(e.getMessage());
            Runtime.getRuntime().halt(MISUSED);
        }
        jvm.addTransformer(new Weaver(List.of("ai.kaleem.release"), agent.bug), true);
    }

    private void grant(String wish) throws IOException {
        var words = wish.split(":", 2);
        switch (words[0]) {
            case "once" -> halt(new Ledger(Path.of(words[1]))::add);
            case "seen" -> CrashPoints.watch(new Ledger(Path.of(words[1]))::add);
            case "at" -> halt(moment -> moment.toString().equals(words[1]));
            case "plant" ->
                bug = Optional.of(PlantedBug.named(words[1])
                        .orElseThrow(() -> new IllegalArgumentException(
                                "%s: say one of %s".formatted(wish, List.of(PlantedBug.values())))));
            default ->
                throw new IllegalArgumentException(
                        "%s: say once:FILE, seen:FILE, at:MOMENT or plant:BUG".formatted(wish));
        }
    }

    private static void halt(Predicate<Moment> fits) {
        CrashPoints.watch(moment -> {
            if (fits.test(moment)) {
                Runtime.getRuntime().halt(KILLED);
            }
        });
    }

    /** Moments, a line each, on the disk before anything is done about them. */
    private static final class Ledger {

        private final FileChannel file;
        private final Set<String> known;

        Ledger(Path path) throws IOException {
            known = Files.exists(path)
                    ? Files.readAllLines(path).stream().collect(Collectors.toCollection(HashSet::new))
                    : new HashSet<>();
            file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }

        synchronized boolean add(Moment moment) {
            if (!known.add(moment.toString())) {
                return false;
            }
            try {
                file.write(StandardCharsets.UTF_8.encode(moment + "\n"));
                file.force(true);
            } catch (IOException e) {
                // Without its ledger the agent would stop the process at the same place for ever.
                System.err.println("Cannot write the ledger of crash points: " + e);
                Runtime.getRuntime().halt(BROKEN);
            }
            return true;
        }
    }
}
