package ai.kaleem.release.api.parking;

import ai.kaleem.release.api.parking.Act.Deed;
import ai.kaleem.release.api.parking.ParkedMessage.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Parked messages in memory. */
public class MemoryParkedMessages implements ParkedMessages {

    private static final class Kept {
        private ParkedMessage message;
        private Letter letter;
        private final List<Act> trail = new ArrayList<>();
        private final Set<String> replays = new HashSet<>();
    }

    private final TreeMap<String, Kept> all = new TreeMap<>();

    @Override
    public synchronized String keep(Letter letter, Instant at) {
        var id = letter.messageId().matches("[A-Za-z0-9_-][A-Za-z0-9._-]*") ? letter.messageId() : other(letter);
        var there = all.get(id);
        if (there != null && !isSame(there.letter, letter)) {
            id = other(letter);
        }
        var kept = all.computeIfAbsent(id, it -> new Kept());
        if (kept.replays.add(letter.replay())) {
            kept.letter = letter;
            kept.trail.add(new Act(Deed.PARKED, at, "release-api", letter.why()));
            var replayedAt = kept.message == null ? null : kept.message.replayedAt();
            kept.message = message(id, letter, State.PARKED, at, replayedAt);
        }
        return id;
    }

    private static String other(Letter letter) {
        return "other-"
                + Integer.toHexString(
                        Arrays.hashCode(letter.body()) ^ letter.queue().hashCode());
    }

    private static boolean isSame(Letter one, Letter other) {
        return one.queue().equals(other.queue()) && Arrays.equals(one.body(), other.body());
    }

    private static ParkedMessage message(String id, Letter it, State state, Instant at, Instant replayedAt) {
        return new ParkedMessage(
                id,
                it.messageId(),
                it.queue(),
                it.exchange(),
                it.routingKey(),
                it.reason(),
                it.why(),
                state,
                at,
                it.body().length,
                replayedAt);
    }

    @Override
    public synchronized Optional<ParkedMessage> find(String id) {
        return Optional.ofNullable(all.get(id)).map(it -> it.message);
    }

    @Override
    public synchronized Optional<Letter> letter(String id) {
        return Optional.ofNullable(all.get(id)).map(it -> it.letter);
    }

    @Override
    public synchronized List<Act> trail(String id) {
        return all.containsKey(id) ? List.copyOf(all.get(id).trail) : List.of();
    }

    @Override
    public synchronized List<ParkedMessage> list(State state, String olderThan, int limit) {
        return all.descendingMap().values().stream()
                .map(it -> it.message)
                .filter(it -> state == null || it.state() == state)
                .filter(it -> olderThan == null || it.id().compareTo(olderThan) < 0)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized boolean move(String id, Set<State> from, State to, Act act) {
        var kept = all.get(id);
        if (kept == null || !from.contains(kept.message.state())) {
            return false;
        }
        kept.trail.add(act);
        var replayedAt = to == State.REPLAYED ? act.at() : kept.message.replayedAt();
        kept.message = message(id, kept.letter, to, kept.message.parkedAt(), replayedAt);
        return true;
    }

    @Override
    public synchronized void note(String id, Act act) {
        var kept = all.get(id);
        kept.trail.add(act);
        kept.message = message(id, kept.letter, kept.message.state(), kept.message.parkedAt(), act.at());
    }
}
