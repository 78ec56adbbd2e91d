package ai.kaleem.release.gate.gate;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The runs, stored. Each change of a report and the fact that tells it are one write, and the fact is then sent soon. A
 * run is worked on by one instance of gate-service at a time, by a claim that it has to renew. Whatever asks for a run may
 * throw {@link Unreadable}.
 */
public interface Runs {

    /** @return false where the run is there already; nothing changes then */
    boolean add(GateRun run);

    Optional<GateRun> find(RunId id);

    /** The same, for who works on it: while the store is away, this waits for it. */
    Optional<GateRun> findPatiently(RunId id) throws InterruptedException;

    /**
     * Changes the run, whoever works on it. The change is applied again where another one came first.
     *
     * @throws java.util.NoSuchElementException where there is no such run
     */
    GateRun change(RunId id, UnaryOperator<GateRun> change);

    /**
     * The same, for who has the claim. While the store is away, this waits for it.
     *
     * @throws ClaimLost where another instance has it now
     */
    GateRun changeClaimed(RunId id, UnaryOperator<GateRun> change) throws InterruptedException;

    /** Takes a run that nobody, or this instance before its restart, has claimed, or whose claim is over. */
    boolean claim(RunId id, Instant now, Instant until);

    /** @throws ClaimLost where another instance has it now */
    void renew(RunId id, Instant until);

    /** Gives the run back, so that any instance takes it up at once. */
    void release(RunId id);

    /** Runs without a verdict that could be claimed now. */
    List<RunId> unfinished(Instant now);

    /** The run is there, and this version cannot read it. The message names the document and its field. */
    final class Unreadable extends RuntimeException {
        public Unreadable(String message) {
            super(message);
        }
    }

    /** Another instance took the run over, since this one did not renew its claim in time. */
    final class ClaimLost extends RuntimeException {
        public ClaimLost(RunId id) {
            super("Run %s is now worked on by another instance".formatted(id));
        }
    }
}
