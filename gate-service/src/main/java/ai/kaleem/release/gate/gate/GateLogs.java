package ai.kaleem.release.gate.gate;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The logs of gates. One gate has one log, to which every attempt adds. */
public interface GateLogs {

    /** Opens the gate's log at its end. */
    GateLog open(RunId run, String gate) throws IOException;

    /** The log so far; empty where nothing was written, or it is no longer kept here. */
    Optional<Text> read(RunId run, String gate) throws IOException;

    /** Text of a known size, which may have grown since. */
    interface Text {

        /** In bytes. */
        long size();

        /** From a byte to {@link #size()}; an offset past the end gives nothing. */
        InputStream from(long offset) throws IOException;
    }
}
