package ai.kaleem.release.gate.gate;

import java.time.Instant;

/**
 * By what a process is known again, also after a crash of ours: a pid alone may be somebody else's by then.
 *
 * @param mark written into the environment of the process, and so inherited by whatever it starts
 * @param startedAt as the operating system tells it
 */
public record ProcessMark(String mark, long pid, Instant startedAt) {}
