package ai.kaleem.release.gate.gate;

import ai.kaleem.release.common.contract.GateReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Runs without a store, which also remember every report that was ever told. */
final class MemoryRuns implements Runs {

    private record Claim(String by, Instant until) {}

    private static final class State {
        private final Map<RunId, GateRun> runs = new HashMap<>();
        private final Map<RunId, Claim> claims = new HashMap<>();
        private final List<GateReport> told = new ArrayList<>();
    }

    private final State state;
    private final String instance;

    MemoryRuns() {
        this(new State(), "one");
    }

    private MemoryRuns(State state, String instance) {
        this.state = state;
        this.instance = instance;
    }

    MemoryRuns other() {
        return new MemoryRuns(state, "other");
    }

    List<GateReport> told() {
        synchronized (state) {
            return List.copyOf(state.told);
        }
    }

    @Override
    public boolean add(GateRun run) {
        synchronized (state) {
            if (state.runs.putIfAbsent(run.id(), run) != null) {
                return false;
            }
            state.told.add(run.report());
            return true;
        }
    }

    @Override
    public Optional<GateRun> find(RunId id) {
        synchronized (state) {
            return Optional.ofNullable(state.runs.get(id));
        }
    }

    @Override
    public Optional<GateRun> findPatiently(RunId id) {
        return find(id);
    }

    @Override
    public GateRun change(RunId id, UnaryOperator<GateRun> change) {
        synchronized (state) {
            var run = find(id).orElseThrow(NoSuchElementException::new);
            var next = change.apply(run);
            state.runs.put(id, next);
            if (next.revision() > run.revision()) {
                state.told.add(next.report());
            }
            return next;
        }
    }

    @Override
    public GateRun changeClaimed(RunId id, UnaryOperator<GateRun> change) {
        synchronized (state) {
            var claim = state.claims.get(id);
            if (claim == null || !claim.by().equals(instance)) {
                throw new ClaimLost(id);
            }
            return change(id, change);
        }
    }

    @Override
    public boolean claim(RunId id, Instant now, Instant until) {
        synchronized (state) {
            if (!unfinished(now).contains(id)) {
                return false;
            }
            state.claims.put(id, new Claim(instance, until));
            return true;
        }
    }

    @Override
    public void renew(RunId id, Instant until) {
        synchronized (state) {
            var claim = state.claims.get(id);
            if (claim == null || !claim.by().equals(instance)) {
                throw new ClaimLost(id);
            }
            state.claims.put(id, new Claim(instance, until));
        }
    }

    @Override
    public void release(RunId id) {
        synchronized (state) {
            state.claims.computeIfPresent(id, (it, claim) -> claim.by().equals(instance) ? null : claim);
        }
    }

    @Override
    public List<RunId> unfinished(Instant now) {
        synchronized (state) {
            return state.runs.values().stream()
                    .filter(it -> !it.isOver())
                    .map(GateRun::id)
                    .filter(it -> isFree(it, now))
                    .toList();
        }
    }

    private boolean isFree(RunId id, Instant now) {
        var claim = state.claims.get(id);
        return claim == null || claim.by().equals(instance) || claim.until().isBefore(now);
    }
}
