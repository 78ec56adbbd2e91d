package ai.kaleem.release.gate.gate;

import java.time.Duration;
import java.util.List;

/** How patient gate-service is, and how much it does at once. */
public interface Policy {

    /** How many programs run at once on this host. */
    int parallel();

    /** Between two tries to reach a repository or a registry; as many tries as pauses, and one. */
    List<Duration> pauses();

    /** Before an ERRORED gate is tried again; doubles with each try. */
    Duration backOff();

    /** How long a shadow may still run before the switch when all other gates have ended. */
    Duration shadows();

    /** How often a gate may be interrupted before we give it up: it may be what brings us down. */
    int interruptions();
}
