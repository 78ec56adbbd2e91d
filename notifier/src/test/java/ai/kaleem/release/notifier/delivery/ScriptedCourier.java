package ai.kaleem.release.notifier.delivery;

import ai.kaleem.release.common.contract.Channel;
import ai.kaleem.release.common.contract.Told;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Answers as told, then always that it arrived. */
final class ScriptedCourier implements Courier {

    static final Outcome FINE = new Outcome.Delivered("HTTP 200");

    private final Channel.Kind kind;
    private final Duration pace;
    private final Clock clock;
    private final Deque<Outcome> script = new ArrayDeque<>();
    private Outcome otherwise = FINE;
    private boolean breaks;
    final List<Told> carried = new ArrayList<>();
    final List<Instant> times = new ArrayList<>();

    ScriptedCourier(Channel.Kind kind, Duration pace, Clock clock) {
        this.kind = kind;
        this.pace = pace;
        this.clock = clock;
    }

    void answers(Outcome... outcomes) {
        script.addAll(List.of(outcomes));
    }

    void always(Outcome outcome) {
        otherwise = outcome;
    }

    void breaksOnce() {
        breaks = true;
    }

    @Override
    public Channel.Kind kind() {
        return kind;
    }

    @Override
    public Duration pace() {
        return pace;
    }

    @Override
    public Outcome carry(Delivery delivery) {
        if (breaks) {
            breaks = false;
            throw new IllegalStateException("broken");
        }
        carried.add(delivery.told());
        times.add(clock.instant());
        return script.isEmpty() ? otherwise : script.remove();
    }
}
