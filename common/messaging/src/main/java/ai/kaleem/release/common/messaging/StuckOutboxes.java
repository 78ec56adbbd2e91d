package ai.kaleem.release.common.messaging;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Outboxes whose first message did not go out although the broker is there. Each is named once, and tried ever more rarely. */
final class StuckOutboxes {

    private static final Logger log = LoggerFactory.getLogger(StuckOutboxes.class);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration LATEST = Duration.ofSeconds(30);

    /** Where so many are stuck at once, the cause is none of theirs. */
    private static final int NAMED = 20;

    private final Map<String, Stuck> outboxes = new ConcurrentHashMap<>();

    /**
     * @param tryAt in nanoseconds of {@link System#nanoTime()}
     * @param why its first message did not go out, in words
     */
    private record Stuck(Duration pause, long tryAt, String why) {

        static Stuck pausing(Duration pause, String why) {
            return new Stuck(pause, System.nanoTime() + pause.toNanos(), why);
        }

        boolean isDue() {
            return System.nanoTime() - tryAt >= 0;
        }

        Stuck longer(String again) {
            var doubled = pause.multipliedBy(2);
            return pausing(doubled.compareTo(LATEST) < 0 ? doubled : LATEST, again);
        }
    }

    void failed(String owner, RuntimeException why) {
        var words = String.valueOf(why.getMessage());
        var now = outboxes.compute(
                owner, (it, before) -> before == null ? Stuck.pausing(SOON, words) : before.longer(words));
        if (now.pause().equals(SOON) && outboxes.size() <= NAMED) {
            log.warn("Outbox {} keeps its messages and is tried again: {}", owner, why.getMessage());
        }
        if (now.pause().equals(SOON) && outboxes.size() == NAMED) {
            log.warn("That are {} such outboxes by now; no more are named", NAMED);
        }
    }

    void freed(String owner) {
        if (outboxes.remove(owner) != null) {
            log.info("Outbox {} is sent", owner);
        }
    }

    boolean contains(String owner) {
        return outboxes.containsKey(owner);
    }

    boolean mayBeTried(String owner) {
        var stuck = outboxes.get(owner);
        return stuck == null || stuck.isDue();
    }

    /** Those whose pause is over. */
    List<String> due() {
        return outboxes.entrySet().stream()
                .filter(it -> it.getValue().isDue())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Those that were tried twice, for who asks whether this service is ready; empty where there are none. */
    Optional<String> words() {
        var tried = outboxes.entrySet().stream()
                .filter(it -> it.getValue().pause().compareTo(SOON) > 0)
                .sorted(Map.Entry.comparingByKey())
                .toList();
        return tried.stream()
                .findFirst()
                .map(it -> "%d outboxes keep messages that did not go out, and are tried again. %s: %s"
                        .formatted(tried.size(), it.getKey(), it.getValue().why()));
    }

    int size() {
        return outboxes.size();
    }
}
