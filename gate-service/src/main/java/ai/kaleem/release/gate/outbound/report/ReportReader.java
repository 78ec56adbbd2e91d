package ai.kaleem.release.gate.outbound.report;

import ai.kaleem.release.gate.gate.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Reads the files of one report, one after the other, and then says what they add up to. Made for one attempt at a gate. */
interface ReportReader {

    /** @throws Malformed where it is no such report, or one that says of itself that it is incomplete */
    void read(InputStream file) throws IOException, Malformed;

    /** Of all that was read, in one line. */
    Outcome verdict();

    /** What was found, each in one line, as far as it is kept. */
    List<String> findings();
}
