package ai.kaleem.release.gate.gate;

import ai.kaleem.release.common.contract.ReportSpec;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads what a gate's program has left. */
public interface Reports {

    /**
     * Reads all files of one report and says what they add up to. What there is besides, such as where each finding is, goes
     * into the log.
     *
     * @param log what the program printed, too
     * @return {@link Outcome.Unknown} where it cannot be read, with file and line
     */
    Outcome read(ReportSpec report, Place place, GateLog log);

    /**
     * @param checkout which no report may lie outside of
     * @param in the gate's folder below it
     * @param since when the attempt began: what is older, it did not write
     */
    record Place(Path checkout, String in, @Nullable Instant since) {}
}
