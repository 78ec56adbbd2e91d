package ai.kaleem.release.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** A command line as it ended, in this process. */
record Run(int code, String out, String err) {

    static Run of(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var line = KaleemRelease.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return new Run(line.execute(arguments), out.toString(), err.toString());
    }
}
