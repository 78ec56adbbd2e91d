package ai.kaleem.release.gate.gate;

import ai.kaleem.release.common.contract.GateSpec.Command;
import java.nio.file.Path;
import java.time.Duration;

/** Runs gates that are programs. */
public interface Programs {

    /**
     * Runs the program to its end, or to the timeout. However it ends, nothing that it started is left.
     *
     * @param launched told once, when the process is there
     * @throws InterruptedException where we are stopped first; the process is ended then, too
     */
    Outcome run(Call call, GateLog log, Launched launched) throws InterruptedException;

    /** Ends the processes of a former life of ours. Those that are gone are no error. */
    void end(ProcessMark former);

    /** The same, where the crash came before the process was noted. */
    void end(String mark);

    /** Ends whatever former lives of this instance have left, also of gates that others have taken over meanwhile. */
    void endLeftovers();

    /** Is told once the process is there. */
    @FunctionalInterface
    interface Launched {
        void as(ProcessMark process) throws InterruptedException;
    }

    /**
     * @param mark by which everything the program starts is known
     * @param checkout the folder that the command's own folder must not leave
     * @param home the program's private home
     */
    record Call(String mark, Command command, Path checkout, Path home, Duration timeout) {}
}
