package ai.kaleem.release.gate.gate;

import org.jspecify.annotations.Nullable;

/** What came of one attempt at a gate. */
public sealed interface Outcome {

    /** The verdict in one line, without the gate's name. */
    String summary();

    record Passed(String summary) implements Outcome {}

    /**
     * The app, or its plan, is at fault.
     *
     * @param exit the code by which a program said so; null where it did not
     */
    record Failed(String summary, @Nullable Integer exit) implements Outcome {

        public Failed(String summary) {
            this(summary, null);
        }
    }

    /** We could not find out; it may be tried again. */
    record Unknown(String summary) implements Outcome {}
}
