package ai.kaleem.release.gate.gate;

import java.util.concurrent.ExecutorService;

/** Gives threads, as many as are asked for, on which the caller's trace goes on. */
@FunctionalInterface
public interface Crew {

    /** To be closed by the caller. */
    ExecutorService hire();
}
