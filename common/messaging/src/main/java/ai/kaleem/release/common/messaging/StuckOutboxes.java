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

    /** @param tryAt in nanoseconds of {@link System#nanoTime()} */
    private record Stuck(Duration pause, long tryAt) {

        static Stuck pausing(Duration pause) {
            return new Stuck(pause, System.nanoTime() + pause.toNanos());
        }

        boolean isDue() {
            return System.nanoTime() - tryAt >= 0;
        }

        Stuck longer() {
            var doubled = pause.multipliedBy(2);
            return pausing(doubled.compareTo(LATEST) < 0 ? doubled : LATEST);
        }
    }

    void failed(String owner, RuntimeException why) {
        var now = outboxes.compute(owner, (it, before) -> before == null ? Stuck.pausing(SOON) : before.longer());
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

    /** How many were tried twice, for anybody who asks whether this service is ready; empty where there are none. */
    Optional<String> words() {
        var tried = outboxes.values().stream()
                .filter(it -> it.pause().compareTo(SOON) > 0)
                .count();
        return tried == 0
                ? Optional.empty()
                : Optional.of("Messages that did not go out are tried again (outboxes: %d); the log names them"
                        .formatted(tried));
    }

    int size() {
        return outboxes.size();
    }
}
