package ai.kaleem.release.common.contract;

import java.time.Duration;
import java.util.List;

/**
 * Prepares what is empty at first, for example initiates a replica set. Each command is done once for a place, and run again
 * where nobody can tell that it was: it has to be harmless when repeated.
 *
 * @param run argv after argv, in their order; 0 is success
 * @param timeout of each command, and of the wait for the store to be ready
 */
public record Bootstrap(List<List<String>> run, Duration timeout) {}
